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
