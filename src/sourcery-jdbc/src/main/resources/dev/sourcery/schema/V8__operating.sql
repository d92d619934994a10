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
