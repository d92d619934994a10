-- States of aggregates, only ever a cache: all rows may be deleted at any time.
create table snapshots (
    aggregate_type text collate "C" not null,
    stream_id      text collate "C" not null,
    version        bigint           not null,
    -- the position of the event of that version: a restored backup may have another event there
    last_position  bigint           not null,
    -- version and fields of the state: a state of another format is ignored and replaced
    format         text             not null,
    state          json             not null,
    taken_at       timestamptz      not null default clock_timestamp(),
    constraint snapshots_pk primary key (aggregate_type, stream_id)
);

-- The application gets the rights that it has on the checkpoints.
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
        execute format('grant %s on snapshots to %s', granted.privileges, granted.grantee);
    end loop;
end
$$;
