-- A store as version 11 of the schema left it: its tables, its history and some data. Never change it.
create schema sourcery;
set search_path = sourcery;

-- The event store. All names are unqualified: Flyway puts them into the schema of the store.

-- Cache 1: with a larger cache each session would draw from numbers of its own, and positions
-- would no longer follow the order in which appends begin.
create sequence event_position as bigint cache 1;

create table events (
    -- Drawn inside the INSERT, when the transaction already holds its lock on this table: the
    -- settled position rests on that.
    position       bigint      not null default nextval('event_position'),
    version        bigint      not null,
    recorded_at    timestamptz not null default clock_timestamp(),
    event_id       uuid        not null,
    schema_version smallint    not null,
    aggregate_type text collate "C" not null,
    stream_id      text collate "C" not null,
    event_type     text collate "C" not null,
    -- json rather than jsonb: 6 to 11 % more appends, 1.5 to 1.7 times the read rate, 9 % less
    -- space (one 2-core machine, PostgreSQL 18, 16 writers).
    metadata       json        not null,
    payload        json        not null,
    constraint events_pk primary key (position),
    -- This key is the version check: an append needs no stream row beside it.
    constraint events_stream_version unique (aggregate_type, stream_id, version),
    constraint events_version_positive check (version > 0)
);

alter sequence event_position owned by events.position;

create function refuse_rewriting_history() returns trigger language plpgsql as $$
begin
    if current_setting('sourcery.rewrite_history', true) = 'on' then
        raise log 'sourcery: % on %.% by % with sourcery.rewrite_history switched on',
            tg_op, tg_table_schema, tg_table_name, session_user;
        return null;
    end if;
    raise exception 'Events are append-only: % on %.% is refused', tg_op, tg_table_schema, tg_table_name
        using errcode = 'restrict_violation',
            hint = 'If history must be rewritten: SET LOCAL sourcery.rewrite_history = ''on'' in the same transaction. It is logged.';
end
$$;

create trigger events_append_only
    before update or delete or truncate on events
    for each statement execute function refuse_rewriting_history();

-- How far each projection is, moved in the transaction that writes its read model. Updated
-- all the time: the free space lets each update stay on its page.
create table projection_checkpoints (
    name               text collate "C" not null,
    projection_version integer          not null,
    lane               integer          not null,
    position           bigint           not null,
    updated_at         timestamptz      not null default clock_timestamp(),
    constraint projection_checkpoints_pk primary key (name, projection_version, lane)
) with (fillfactor = 20);

-- For people with psql.
create view event_log as
    select position,
           aggregate_type || '/' || stream_id as stream,
           version,
           event_type,
           schema_version,
           recorded_at,
           payload,
           metadata,
           event_id
    from events;

-- An event id stands for one event for ever: an append that is repeated is recognised by its ids,
-- whatever happened to the connection, and never stored twice.
alter table events add constraint events_event_id unique (event_id);

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

-- Labels of an event, for decisions that span streams. Null where there are none: that
-- takes 8 bytes of a row at most (PostgreSQL 15: 0 to 8, since rows are padded to 8), and
-- rows stored before take nothing.
alter table events add column tags text[];

create or replace view event_log as
    select position,
           aggregate_type || '/' || stream_id as stream,
           version,
           event_type,
           schema_version,
           recorded_at,
           payload,
           metadata,
           event_id,
           tags
    from events;

comment on table events is 'Append-only. Read event_log for a handier form.';

-- Which application runs a projection: two that used one name would share one checkpoint, and
-- each would miss the events that the other has handled. Apart from the checkpoints, so that a
-- start waits for no batch under way.
create table projection_owners (
    name               text collate "C" not null,
    -- versions have checkpoints of their own
    projection_version int              not null,
    -- null: an application without a name
    owner              text,
    projection_class   text             not null,
    claimed_at         timestamptz      not null default clock_timestamp(),
    constraint projection_owners_pk primary key (name, projection_version)
);

-- Appends of several callers in one statement, each for itself: one whose expected version does not
-- hold is left out. A function, because PostgreSQL keeps a plan of its statement for the session;
-- sent by a client it would be planned anew each time, which takes longer than to run it. That plan
-- must not scan a table that was small when it was made. The statement does not wait long for a lock,
-- be it on the table or on a stream that another transaction is about to write, since the others would
-- wait too. It names its schema, because there may be a temporary table of the name, so a schema that
-- was renamed needs the function again.
do $create$
begin
    execute format($format$
        create function append_group(aggregate_types text[], stream_ids text[], lowest bigint[], highest bigint[],
                                     stream_numbers bigint[], places bigint[], ids uuid[], types text[],
                                     schema_versions smallint[], metadatas text[], payloads text[], taggings text[],
                                     target regclass)
            returns table (at_position bigint, as_version bigint, at_time timestamptz, with_id uuid,
                           of_aggregate_type text, of_stream_id text)
            language plpgsql
            set plan_cache_mode = 'force_generic_plan'
            set enable_seqscan = off
            set lock_timeout = '20ms'
        as $function$
        begin
            if target <> '%1$I.events'::regclass then
                raise exception 'append_group was created for the schema %1$I and appends to no other'
                    using errcode = 'object_not_in_prerequisite_state',
                        hint = 'If the schema was renamed: create the function again, see V6__append_group.sql.';
            end if;
            return query
            with stream as materialized (
                select wanted.number, wanted.aggregate_type, wanted.stream_id, head.version
                from unnest(aggregate_types, stream_ids, lowest, highest)
                         with ordinality as wanted (aggregate_type, stream_id, at_least, at_most, number)
                cross join lateral (
                    select coalesce(max(version), 0) as version
                    from %1$I.events
                    where events.aggregate_type = wanted.aggregate_type
                      and events.stream_id = wanted.stream_id) head
                where head.version between wanted.at_least and wanted.at_most)
            insert into %1$I.events (aggregate_type, stream_id, version, event_id, event_type, schema_version,
                                     metadata, payload, tags)
            select stream.aggregate_type, stream.stream_id, stream.version + event.place, event.id, event.type,
                   event.schema_version, event.metadata::json, event.payload::json, event.tags::text[]
            from unnest(stream_numbers, places, ids, types, schema_versions, metadatas, payloads, taggings)
                     as event (stream_number, place, id, type, schema_version, metadata, payload, tags)
            join stream on stream.number = event.stream_number
            order by event.stream_number, event.place
            returning position, version, recorded_at, event_id, aggregate_type, stream_id;
        end
        $function$
        $format$, current_schema());
end
$create$;

-- Lanes: the parallel parts of a subscription. Each has a checkpoint, and is claimed by one node at
-- a time, for a lease on the clock of this server. All columns have constant defaults, so no row is
-- rewritten.
alter table projection_checkpoints rename to subscription_lanes;
alter table subscription_lanes rename constraint projection_checkpoints_pk to subscription_lanes_pk;
alter table subscription_lanes rename column projection_version to subscription_version;
alter table subscription_lanes
    -- the number of lanes of the subscription; rows with a greater number than the last lane are
    -- left from a time with more lanes, and keep their fence
    add column lanes       integer not null default 1,
    -- the number of lanes in the configuration of the node that started last
    add column configured  integer not null default 1,
    -- increases with each claim: an owner that has lost the lane cannot move the checkpoint
    add column fence       bigint  not null default 0,
    add column owner       text,
    add column lease_until timestamptz,
    -- while the number of lanes is being changed: the position at which all lanes stop, and the
    -- number of lanes afterwards
    add column stop_at     bigint,
    add column next_lanes  integer,
    -- the event that fails, since when and how many times; here, so that a change of the owner
    -- does not forget it
    add column failing_position bigint,
    add column failing_since    timestamptz,
    add column failing_attempts integer,
    add column skipped          bigint not null default 0;

comment on table subscription_lanes is 'Checkpoints of projections, and the nodes that run them.';

-- The nodes that run subscriptions, so that the lanes are spread over them.
create table subscription_nodes (
    node           text        not null,
    -- name and version of the subscriptions that the node runs, separated by a space
    subscriptions  text[]      not null,
    -- the same, with the number of the lane: blocked on this node, or not responding
    unusable_lanes text[]      not null,
    lease_until    timestamptz not null,
    started_at     timestamptz not null default clock_timestamp(),
    constraint subscription_nodes_pk primary key (node)
);

-- Events that were set aside after failing, and the later events of their keys. The events remain in
-- the table of events.
create table parked_events (
    name                 text collate "C" not null,
    subscription_version integer          not null,
    position             bigint           not null,
    key                  text collate "C" not null,
    parked_at            timestamptz      not null default clock_timestamp(),
    -- 0: an event that follows one that failed
    attempts             integer          not null,
    failure              text,
    constraint parked_events_pk primary key (name, subscription_version, position)
);

create index parked_events_key on parked_events (name, subscription_version, key, position);

-- For nodes of the previous release, which know one lane: a subscription with several lanes has no
-- checkpoint for them, and they cannot create one, because the key of lane 0 is taken. Its column
-- xmax is the one that they read to find the session that holds a checkpoint.
create view projection_checkpoints as
    select name,
           subscription_version as projection_version,
           lane,
           position,
           updated_at,
           xmax as xmax
    from subscription_lanes
    where lanes = 1 and lane = 0;

-- A node of the previous release that is told to rebuild a subscription with several lanes would
-- empty the read model, but could not reset the lanes: it first inserts a row with one lane.
create function refuse_single_lane() returns trigger language plpgsql as $$
declare
    has_several_lanes boolean;
begin
    execute format('select exists (select from %I.subscription_lanes
                                   where name = $1 and subscription_version = $2 and lanes > 1)', tg_table_schema)
        into has_several_lanes
        using new.name, new.subscription_version;
    if has_several_lanes then
        raise exception 'Projection % (version %) has several lanes, but this node runs a release without lanes',
                new.name, new.subscription_version
            using errcode = 'object_not_in_prerequisite_state',
                hint = 'Update this node.';
    end if;
    return new;
end
$$;

create trigger subscription_lanes_single
    before insert on subscription_lanes
    for each row when (new.lanes = 1)
    execute function refuse_single_lane();

-- The rights of the application follow the renamed table. The new tables and the view get the same
-- ones, so that nodes of both releases continue without a further step.
do $$
declare
    granted record;
    relation text;
begin
    for granted in
        select case when acl.grantee = 0 then 'public' else quote_ident(pg_get_userbyid(acl.grantee)) end as grantee,
               string_agg(acl.privilege_type, ', ') as privileges
        from pg_class, aclexplode(relacl) as acl
        where oid = 'subscription_lanes'::regclass and acl.grantee <> relowner
          and acl.privilege_type in ('SELECT', 'INSERT', 'UPDATE', 'DELETE')
        group by acl.grantee
    loop
        foreach relation in array array['subscription_nodes', 'parked_events', 'projection_checkpoints'] loop
            execute format('grant %s on %I to %s', granted.privileges, relation, granted.grantee);
        end loop;
        execute format('grant delete on subscription_nodes, parked_events to %s', granted.grantee);
    end loop;
end
$$;

create table sourcery_schema_history (
    installed_rank integer not null constraint sourcery_schema_history_pk primary key,
    version        varchar(50),
    description    varchar(200) not null,
    type           varchar(20) not null,
    script         varchar(1000) not null,
    checksum       integer,
    installed_by   varchar(100) not null,
    installed_on   timestamp not null default now(),
    execution_time integer not null,
    success        boolean not null
);
create index sourcery_schema_history_s_idx on sourcery_schema_history (success);
-- Operating subscriptions. All columns have constant defaults or none, so no row is rewritten.
alter table subscription_lanes
    -- no batch moves the position, and no node claims the lane
    add column paused          boolean not null default false,
    -- increases with each resume: a node on which the lane is blocked then tries again
    add column resumes         bigint  not null default 0,
    -- when the failure of failing_position was recorded: the fence and the position of the lane. While
    -- the fence is the same, that event is the next one of the lane
    add column failing_fence   bigint,
    add column failing_after   bigint,
    -- the failure, without data of the event
    add column failing_error   text,
    -- the greatest position before the last rebuild
    add column rebuild_to      bigint;

-- Nodes of the previous release do not know of a pause, but cannot move a paused lane either: their
-- update has no effect. Operations on a paused lane increase its fence, batches never do. A reset by
-- a node of an earlier release moves the position to the start.
create function keep_paused_lane() returns trigger language plpgsql as $$
begin
    return null;
end
$$;

create trigger subscription_lanes_paused
    before update on subscription_lanes
    for each row when (old.paused and new.paused and new.position > old.position and new.fence = old.fence)
    execute function keep_paused_lane();

-- Who did what to a subscription. An operation of several transactions has a row for its beginning
-- and one for its end.
create table subscription_operations (
    id                   bigint generated always as identity,
    at                   timestamptz      not null default clock_timestamp(),
    actor                text             not null,
    -- the node on which the operation was called
    node                 text             not null,
    name                 text collate "C" not null,
    subscription_version integer          not null,
    operation            text             not null,
    details              text,
    outcome              text             not null,
    constraint subscription_operations_pk primary key (id)
);

create index subscription_operations_name on subscription_operations (name, subscription_version, id);

comment on table subscription_operations is 'Operations on projections, with actor and time.';

-- The rights of the application on the lanes hold for the operations too.
do $$
declare
    granted record;
begin
    for granted in
        select case when acl.grantee = 0 then 'public' else quote_ident(pg_get_userbyid(acl.grantee)) end as grantee,
               string_agg(acl.privilege_type, ', ') as privileges
        from pg_class, aclexplode(relacl) as acl
        where oid = 'subscription_lanes'::regclass and acl.grantee <> relowner
          and acl.privilege_type in ('SELECT', 'INSERT')
        group by acl.grantee
    loop
        execute format('grant %s on subscription_operations to %s', granted.privileges, granted.grantee);
        -- to remove the rows of a projection that no longer exists
        if granted.privileges like '%INSERT%' then
            execute format('grant delete on subscription_lanes, projection_owners to %s', granted.grantee);
        end if;
    end loop;
end
$$;

-- Which version of a projection is live: readers read the tables of that version, while a greater one
-- is built beside it.
create table projection_versions (
    name         text collate "C" not null,
    live_version integer          not null,
    live_since   timestamptz      not null default clock_timestamp(),
    constraint projection_versions_pk primary key (name)
);

-- Until now each version was a projection of its own, and readers read what the newest application
-- read.
insert into projection_versions (name, live_version)
select name, max(subscription_version)
from subscription_lanes
group by name;

-- For the views of the application: each has one branch for each version, and this condition excludes
-- all but one. As a stable function of constants it is evaluated once for each branch of an execution,
-- and the tables of the other branches are not read. It sees what the statement sees, so a transaction that
-- began before a take-over still reads the former version. A name without a row belongs to nodes of
-- an earlier release. The rights of the owner: readers of a view need none on this schema.
create function is_live(projection text, version integer) returns boolean
    language sql stable parallel safe security definer
    return version = coalesce((select live_version from projection_versions where name = projection),
                              (select max(subscription_version) from subscription_lanes where name = projection));

-- The application gets the rights that it has on the lanes.
do $$
declare
    granted record;
begin
    for granted in
        select case when acl.grantee = 0 then 'public' else quote_ident(pg_get_userbyid(acl.grantee)) end as grantee,
               string_agg(acl.privilege_type, ', ') as privileges
        from pg_class, aclexplode(relacl) as acl
        where oid = 'subscription_lanes'::regclass and acl.grantee <> relowner
          and acl.privilege_type in ('SELECT', 'INSERT', 'UPDATE', 'DELETE')
        group by acl.grantee
    loop
        execute format('grant %s on projection_versions to %s', granted.privileges, granted.grantee);
        -- to remove versions that are no longer used
        if granted.privileges like '%UPDATE%' then
            execute format('grant delete on subscription_lanes, projection_owners to %s', granted.grantee);
        end if;
    end loop;
end
$$;

-- Whether a projection is applied by its lanes or within the transactions that append, by configuration
-- and with a hand-over between both.
create table projection_modes (
    name                 text collate "C" not null,
    subscription_version integer          not null,
    -- true: the appends apply the events, false: the lanes do
    in_transaction       boolean          not null,
    -- the types of events that each append must apply, empty if all; null before the first hand-over
    event_types          text[],
    since                timestamptz      not null default clock_timestamp(),
    constraint projection_modes_pk primary key (name, subscription_version)
);

insert into projection_modes (name, subscription_version, in_transaction)
select distinct name, subscription_version, false
from subscription_lanes;

-- One row, which each hand-over updates: a transaction whose snapshot is older than the last hand-over
-- cannot lock it, and must be retried.
create table projection_hand_overs (
    number bigint not null
);

insert into projection_hand_overs values (0);

-- The appends apply the events: the lanes are paused, and their checkpoints have no meaning.
alter table subscription_lanes
    add column joined boolean not null default false;

-- The projections that the node runs within the transactions that append: name, version and types of events
alter table subscription_nodes
    add column joining text[] not null default '{}';

do $create$
begin
    -- Fires before the commit, and only while a projection is applied within the appends: a hand-over
    -- enables and disables it. In a transaction with one snapshot the row of the hand-overs shows whether
    -- that is too old.
    execute format($format$
        create function require_applied() returns trigger
            language plpgsql security definer
            set search_path = pg_catalog, pg_temp
        as $function$
        declare
            applied text := coalesce(current_setting('sourcery.applied', true), '');
            missing record;
        begin
            if current_setting('transaction_isolation') in ('repeatable read', 'serializable') then
                perform from %1$I.projection_hand_overs for share;
            end if;
            if applied = '*' then
                return null;
            end if;
            select mode.name, mode.subscription_version
            into missing
            from %1$I.projection_modes mode
            where mode.in_transaction
              and (cardinality(mode.event_types) = 0 or new.event_type = any (mode.event_types))
              and jsonb_build_array(mode.name, mode.subscription_version, new.event_type)::text
                  <> all (string_to_array(applied, E'\n'))
            limit 1;
            if found then
                raise exception 'Projection %% (version %%) is applied in the transaction of the append, but this append of %% has not applied it',
                        missing.name, missing.subscription_version, new.event_type
                    using errcode = 'object_not_in_prerequisite_state', constraint = 'events_applied',
                        table = missing.name, column = missing.subscription_version::text, datatype = new.event_type,
                        hint = 'Append on a node that runs the projection, or start one that configures it as asynchronous. If the projection no longer exists: remove it with Projections.operatedBy(actor).remove(name, version).';
            end if;
            return null;
        end
        $function$
        $format$, current_schema());

    -- Called by an append after its INSERT, when the lock of that excludes hand-overs: returns the numbers of
    -- the given projections that the append must apply, and records that it does, until the end of the
    -- transaction or the rollback to an earlier savepoint. A name that is not stored yet has neither lanes nor
    -- appends that have applied it: the appends begin to.
    execute format($format$
        create function begin_applying(names text[], versions integer[], numbers integer[], types text[])
            returns setof integer
            language plpgsql security definer
            set search_path = pg_catalog, pg_temp
        as $function$
        declare
            before  text := coalesce(current_setting('sourcery.applied', true), '');
            applied text := before;
            joined  boolean[];
            found   boolean;
            entry   text;
        begin
            if current_setting('transaction_isolation') in ('repeatable read', 'serializable') then
                perform from %1$I.projection_hand_overs for share;
            end if;
            for i in 1 .. cardinality(names) loop
                found := (select in_transaction from %1$I.projection_modes
                          where name = names[i] and subscription_version = versions[i]);
                if found is null then
                    insert into %1$I.projection_modes (name, subscription_version, in_transaction)
                    select names[i], versions[i], true
                    where not exists (select from %1$I.projection_modes where name = names[i])
                    on conflict do nothing;
                    found := coalesce((select in_transaction from %1$I.projection_modes
                                       where name = names[i] and subscription_version = versions[i]), false);
                end if;
                joined[i] := found;
                if found then
                    return next i;
                end if;
            end loop;
            for i in 1 .. cardinality(types) loop
                if joined[numbers[i]] then
                    entry := jsonb_build_array(names[numbers[i]], versions[numbers[i]], types[i])::text;
                    if entry <> all (string_to_array(applied, E'\n')) then
                        applied := concat_ws(E'\n', nullif(applied, ''), entry);
                    end if;
                end if;
            end loop;
            if applied <> before then
                perform set_config('sourcery.applied', applied, true);
            end if;
        end
        $function$
        $format$, current_schema());

    -- Excludes appends until the end of the transaction; returns the last position, which is settled then.
    -- The first second is the time after which PostgreSQL cancels an automatic vacuum that is in the way.
    execute format($format$
        create function lock_events() returns bigint
            language plpgsql security definer
            set search_path = pg_catalog, pg_temp
            set lock_timeout = '1500ms'
        as $function$
        begin
            lock table %1$I.events in share row exclusive mode;
            return coalesce(pg_sequence_last_value('%1$I.event_position'::regclass), 0);
        end
        $function$
        $format$, current_schema());

    -- Changes the mode of a projection, while the transaction excludes appends. Without a mode, the
    -- projection is forgotten.
    execute format($format$
        create function change_mode(projection text, version integer, joined boolean, types text[]) returns void
            language plpgsql security definer
            set search_path = pg_catalog, pg_temp
        as $function$
        declare
            needed boolean;
        begin
            if joined is null and not exists (
                    select from %1$I.projection_modes mode
                    where mode.name = projection and mode.subscription_version = version and mode.in_transaction) then
                delete from %1$I.projection_modes mode
                where mode.name = projection and mode.subscription_version = version and not mode.in_transaction;
                return;
            end if;
            lock table %1$I.events in share row exclusive mode;
            if joined is null then
                delete from %1$I.projection_modes
                where projection_modes.name = projection and subscription_version = version;
            else
                insert into %1$I.projection_modes (name, subscription_version, in_transaction, event_types)
                values (projection, version, joined, types)
                on conflict (name, subscription_version) do update
                set in_transaction = excluded.in_transaction, event_types = excluded.event_types,
                    since = case when projection_modes.in_transaction = excluded.in_transaction
                                 then projection_modes.since else excluded.since end;
            end if;
            update %1$I.projection_hand_overs set number = number + 1;
            needed := exists (select from %1$I.projection_modes where in_transaction);
            if needed <> (select tgenabled <> 'D' from pg_trigger
                          where tgrelid = '%1$I.events'::regclass and tgname = 'events_applied') then
                if needed then
                    alter table %1$I.events enable trigger events_applied;
                else
                    alter table %1$I.events disable trigger events_applied;
                end if;
            end if;
        end
        $function$
        $format$, current_schema());

    -- A projection whose lanes are stored first is applied by them, also if a node of an earlier release
    -- stores them. Lanes that are added while the appends apply the events stand.
    execute format($format$
        create function follow_mode() returns trigger
            language plpgsql security definer
            set search_path = pg_catalog, pg_temp
        as $function$
        begin
            insert into %1$I.projection_modes (name, subscription_version, in_transaction)
            values (new.name, new.subscription_version, false)
            on conflict do nothing;
            if (select in_transaction from %1$I.projection_modes mode
                where mode.name = new.name and mode.subscription_version = new.subscription_version) then
                new.joined := true;
                new.paused := true;
            end if;
            return new;
        end
        $function$
        $format$, current_schema());
end
$create$;

create constraint trigger events_applied
    after insert on events
    deferrable initially deferred
    for each row execute function require_applied();

alter table events disable trigger events_applied;

create trigger subscription_lanes_mode
    before insert on subscription_lanes
    for each row execute function follow_mode();

-- Operations, also those of nodes of earlier releases, would apply events a second time.
create function refuse_change_of_joined_lane() returns trigger language plpgsql as $$
begin
    raise exception 'Projection % (version %) is applied in the transaction of the append: its lanes cannot be changed',
            new.name, new.subscription_version
        using errcode = 'object_not_in_prerequisite_state',
            hint = 'Configure it as asynchronous first.';
end
$$;

-- named so that it fires after subscription_lanes_paused
create trigger subscription_lanes_unchanged
    before update on subscription_lanes
    for each row when (old.joined and new.joined
                       and (new.position <> old.position or new.lanes <> old.lanes or not new.paused
                            or new.stop_at is not null))
    execute function refuse_change_of_joined_lane();

-- The application gets the rights that it has on the lanes.
revoke execute on function begin_applying, lock_events, change_mode from public;

do $$
declare
    granted record;
begin
    for granted in
        select case when acl.grantee = 0 then 'public' else quote_ident(pg_get_userbyid(acl.grantee)) end as grantee,
               string_agg(acl.privilege_type, ', ') as privileges
        from pg_class, aclexplode(relacl) as acl
        where oid = 'subscription_lanes'::regclass and acl.grantee <> relowner
          and acl.privilege_type in ('SELECT', 'UPDATE')
        group by acl.grantee
    loop
        execute format('grant select on projection_modes to %s', granted.grantee);
        if granted.privileges like '%UPDATE%' then
            execute format('grant execute on function begin_applying, lock_events, change_mode to %s',
                           granted.grantee);
        end if;
    end loop;
end
$$;

-- The function of V6 with one more condition: an append may name the position of the event after which it
-- is stored. A node that decides on a state in its memory names it, since a fail-over may have replaced that
-- event by another one of the same version. The condition costs a probe of the unique key, and only if
-- a position is given. The function of V6 remains for nodes of earlier releases.
do $create$
begin
    execute format($format$
        create function append_group(aggregate_types text[], stream_ids text[], lowest bigint[], highest bigint[],
                                     last_positions bigint[], stream_numbers bigint[], places bigint[], ids uuid[],
                                     types text[], schema_versions smallint[], metadatas text[], payloads text[],
                                     taggings text[], target regclass)
            returns table (at_position bigint, as_version bigint, at_time timestamptz, with_id uuid,
                           of_aggregate_type text, of_stream_id text)
            language plpgsql
            set plan_cache_mode = 'force_generic_plan'
            set enable_seqscan = off
            set lock_timeout = '20ms'
        as $function$
        begin
            if target <> '%1$I.events'::regclass then
                raise exception 'append_group was created for the schema %1$I and appends to no other'
                    using errcode = 'object_not_in_prerequisite_state',
                        hint = 'If the schema was renamed: create the function again, see V11__append_after_position.sql.';
            end if;
            return query
            with stream as materialized (
                select wanted.number, wanted.aggregate_type, wanted.stream_id, head.version
                from unnest(aggregate_types, stream_ids, lowest, highest, last_positions)
                         with ordinality as wanted (aggregate_type, stream_id, at_least, at_most, last_position, number)
                cross join lateral (
                    select coalesce(max(version), 0) as version
                    from %1$I.events
                    where events.aggregate_type = wanted.aggregate_type
                      and events.stream_id = wanted.stream_id) head
                where head.version between wanted.at_least and wanted.at_most
                  and (wanted.last_position is null
                       or wanted.last_position = (select last.position
                                                  from %1$I.events last
                                                  where last.aggregate_type = wanted.aggregate_type
                                                    and last.stream_id = wanted.stream_id
                                                    and last.version = head.version)))
            insert into %1$I.events (aggregate_type, stream_id, version, event_id, event_type, schema_version,
                                     metadata, payload, tags)
            select stream.aggregate_type, stream.stream_id, stream.version + event.place, event.id, event.type,
                   event.schema_version, event.metadata::json, event.payload::json, event.tags::text[]
            from unnest(stream_numbers, places, ids, types, schema_versions, metadatas, payloads, taggings)
                     as event (stream_number, place, id, type, schema_version, metadata, payload, tags)
            join stream on stream.number = event.stream_number
            order by event.stream_number, event.place
            returning position, version, recorded_at, event_id, aggregate_type, stream_id;
        end
        $function$
        $format$, current_schema());
end
$create$;

insert into sourcery_schema_history values
    (0, null, '<< Flyway Schema Creation >>', 'SCHEMA', '"sourcery"', null, 'postgres', '2026-11-20 10:00:00', 0, true),
    (1, '1', 'event store', 'SQL', 'V1__event_store.sql', 1624531542, 'postgres', '2026-11-20 10:00:01', 81, true),
    (2, '2', 'event id', 'SQL', 'V2__event_id.sql', -250685712, 'postgres', '2026-11-20 10:00:02', 12, true),
    (3, '3', 'epochs', 'SQL', 'V3__epochs.sql', 1670409067, 'postgres', '2026-11-20 10:00:03', 14, true),
    (4, '4', 'tags', 'SQL', 'V4__tags.sql', 2001324962, 'postgres', '2026-11-20 10:00:04', 9, true),
    (5, '5', 'projection owners', 'SQL', 'V5__projection_owners.sql', -1956586449, 'postgres', '2026-11-20 10:00:05', 7, true),
    (6, '6', 'append group', 'SQL', 'V6__append_group.sql', 1219172404, 'postgres', '2026-11-20 10:00:06', 5, true),
    (7, '7', 'lanes', 'SQL', 'V7__lanes.sql', -721787351, 'postgres', '2026-11-20 10:00:07', 11, true),
    (8, '8', 'operating', 'SQL', 'V8__operating.sql', 1968209398, 'postgres', '2026-11-20 10:00:08', 12, true),
    (9, '9', 'projection versions', 'SQL', 'V9__projection_versions.sql', -1472123534, 'postgres', '2026-11-20 10:00:09', 9, true),
    (10, '10', 'projection modes', 'SQL', 'V10__projection_modes.sql', 189942812, 'postgres', '2026-11-20 10:00:10', 9, true),
    (11, '11', 'append after position', 'SQL', 'V11__append_after_position.sql', -1331685880, 'postgres', '2026-11-20 10:00:11', 9, true);

insert into events (position, version, recorded_at, event_id, schema_version, aggregate_type, stream_id, event_type, metadata, payload) values
    (1, 1, '2026-11-20 10:01:00.000001+00', '7f1b1d7e-6f0e-4c1f-9c3a-1b1d7e6f0e01', 1, 'thing', 'a', 'thing.happened', '{}', '{"text":"first"}'),
    (2, 2, '2026-11-20 10:01:00.000002+00', '7f1b1d7e-6f0e-4c1f-9c3a-1b1d7e6f0e02', 1, 'thing', 'a', 'thing.happened', '{"actor":"ada","entries":{"order":"42"}}', '{"text":"second"}'),
    -- 3 was rolled back
    (4, 1, '2026-11-20 10:02:00.5+00', '7f1b1d7e-6f0e-4c1f-9c3a-1b1d7e6f0e03', 1, 'thing', 'é "b" \', 'thing.happened', '{}', '{"text":"other \"stream\" \\ 😀"}');
select setval('event_position', 4);
insert into subscription_lanes (name, subscription_version, lane, position) values ('notes', 1, 0, 2);
insert into projection_versions (name, live_version, live_since) values ('notes', 1, '2026-11-20 10:00:09+00');
insert into projection_owners (name, projection_version, owner, projection_class, claimed_at)
values ('notes', 1, 'notebook', 'notebook.Notes', '2026-11-20 10:02:01+00');
insert into epochs (number, id, began_after, system_identifier, timeline, database_id, table_id, began_at)
values (1, '00c0ffee', 0, 7573816712345678901, 1, 16384, 16390, '2026-11-20 10:00:03+00');

reset search_path;
