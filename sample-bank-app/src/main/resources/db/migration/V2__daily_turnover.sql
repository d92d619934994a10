-- A read model: the money that came to and left each account on each day, in UTC.

create table daily_turnover (
	account_id text not null,
	day date not null,
	movements bigint not null,
	deposited numeric(38, 2) not null,
	withdrawn numeric(38, 2) not null,
	primary key (account_id, day)
);
