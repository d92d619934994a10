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
