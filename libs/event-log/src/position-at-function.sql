-- The last position recorded at or before an instant, 0 when there is none. Positions have no gaps and instants never
-- decrease with them, so a search by halves finds it with some thirty look-ups and no index of its own.
create or replace function log.position_at(instant timestamptz) returns bigint
language plpgsql stable as $$
declare
  low bigint := 0;
  high bigint := (select h.position from log.head h where h.id = 1);
  middle bigint;
begin
  while low < high loop
    middle := (low + high + 1) / 2;
    if (select e.recorded_at from log.events e where e.position = middle) <= instant then
      low := middle;
    else
      high := middle - 1;
    end if;
  end loop;
  return low;
end
$$;
