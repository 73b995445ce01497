-- A recorded event is never changed or removed, whoever asks. Erasure destroys a person's key, not the event.
create or replace function log.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'An event in the log is never changed or removed. Record a correction as a new event.';
end
$$;

create or replace trigger immutable before update or delete or truncate on log.events
  for each statement execute function log.refuse_change();
