create table withdrawal (account text, cents bigint, at text);
