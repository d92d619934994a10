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
