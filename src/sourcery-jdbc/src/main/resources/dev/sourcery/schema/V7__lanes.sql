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
    add column next_lanes  integer;

comment on table subscription_lanes is 'Checkpoints of projections, and the nodes that run them.';

-- The nodes that run subscriptions, so that the lanes are spread over them.
create table subscription_nodes (
    node          text        not null,
    -- name and version of the subscriptions that the node can run, separated by a space
    subscriptions text[]      not null,
    lease_until   timestamptz not null,
    started_at    timestamptz not null default clock_timestamp(),
    constraint subscription_nodes_pk primary key (node)
);

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
