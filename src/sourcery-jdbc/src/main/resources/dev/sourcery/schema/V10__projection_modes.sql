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
