-- An event id stands for one event for ever: an append that is repeated is recognised by its ids,
-- whatever happened to the connection, and never stored twice.
alter table events add constraint events_event_id unique (event_id);
