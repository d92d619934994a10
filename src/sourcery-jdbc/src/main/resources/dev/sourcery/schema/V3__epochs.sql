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

-- A host may not let it be told (Amazon Aurora answers an error, others revoke the functions): then it
-- is 0, and database and table alone tell an epoch. With the rights of the owner, because the
-- users of the database must not see different servers.
create function epoch_server(out system_identifier bigint, out timeline integer)
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    begin
        system_identifier := (select control.system_identifier from pg_control_system() control);
    exception when others then
        system_identifier := 0;
    end;
    -- that of the control file lags behind a promotion until the next checkpoint
    begin
        timeline := ('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::integer;
    exception when others then
        timeline := 0;
    end;
end
$$;

insert into epochs (number, began_after, system_identifier, timeline, database_id, table_id)
select 1, 0, system_identifier, timeline,
       (select oid from pg_database where datname = current_database()), 'events'::regclass
from epoch_server();
