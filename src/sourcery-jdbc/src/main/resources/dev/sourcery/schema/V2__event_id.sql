-- An event is known by its id, wherever it has been exported to.
alter table events add constraint events_event_id unique (event_id);
