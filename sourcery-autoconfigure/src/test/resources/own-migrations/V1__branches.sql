create table branches (name text primary key);
