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
