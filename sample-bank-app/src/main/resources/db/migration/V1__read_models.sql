-- The bank's own tables: read models, which the events can always rebuild. The events themselves are in the schema
-- "sourcery", whose tables sourcery creates.

create table account_list (
	id text primary key,
	owner text not null,
	currency text not null,
	balance numeric(38, 2) not null,
	status text not null,
	version bigint not null
);

-- one owner's accounts, and the order of the pages
create index account_list_by_owner on account_list (owner, id);

create table statement (
	account_id text not null,
	version bigint not null,
	recorded_at timestamptz not null,
	type text not null,
	reference text,
	amount numeric(38, 2) not null,
	balance numeric(38, 2) not null,
	primary key (account_id, version)
);

-- which currency an account is in, as movements do not say it
create table bank_account (
	id text primary key,
	currency text not null
);

create table bank_money (
	currency text primary key,
	accounts bigint not null,
	amount numeric(38, 2) not null
);

-- one row
create table bank_progress (
	events_applied bigint not null,
	position bigint not null
);

insert into bank_progress (events_applied, position) values (0, 0);
