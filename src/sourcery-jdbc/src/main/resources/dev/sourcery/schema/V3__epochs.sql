-- The uninterrupted histories of the database. A fail-over to another server or a restored backup
-- begins the next one: commits may be lost with the end of the one before, and positions are drawn
-- again. What the server and the tables are tells it: every promotion of a standby begins a time
-- line, and a restored dump gets other tables or another database.
create table epochs (
    number            integer     not null,
    -- Two copies of one store may both begin an epoch of the same number.
    id                text collate "C" not null default substr(md5(gen_random_uuid()::text), 1, 8),
    -- The last position that was stored when the epoch was noticed.
    began_after       bigint      not null,
    system_identifier bigint      not null,
    timeline          integer     not null,
    database_id       oid         not null,
    table_id          oid         not null,
    began_at          timestamptz not null default clock_timestamp(),
    constraint epochs_pk primary key (number)
);

insert into epochs (number, began_after, system_identifier, timeline, database_id, table_id)
select 1, 0, system_identifier, ('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::integer,
       (select oid from pg_database where datname = current_database()), 'events'::regclass
from pg_control_system();
