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
