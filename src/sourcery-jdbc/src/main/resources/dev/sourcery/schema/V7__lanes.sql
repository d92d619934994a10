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
