-- As a migration of the release that introduces version 2: a table, and a branch of the view.
create table statement_v2 (
	account_id text not null,
	version bigint not null,
	line bigint not null,
	recorded_at timestamptz not null,
	type text not null,
	reference text,
	amount numeric(38, 2) not null,
	balance numeric(38, 2) not null,
	primary key (account_id, version)
);

create or replace view statement as
select account_id, version, recorded_at, type, reference, amount, balance, line
from (select 1 as model, account_id, version, recorded_at, type, reference, amount, balance, null::bigint as line
	from statement_v1
	union all
	select 2, account_id, version, recorded_at, type, reference, amount, balance, line
	from statement_v2) as versions
where sourcery.is_live('statement', model);
