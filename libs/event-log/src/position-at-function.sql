-- The last position recorded at or before an instant, 0 when there is none. Positions have no gaps and instants never
-- decrease with them, so a search by halves finds it with some thirty look-ups and no index of its own. The answer is
-- final: of an instant that an append under way may still be given, that append is waited for.
create or replace function log.position_at(instant timestamptz) returns bigint
language plpgsql volatile as $$
declare
  low bigint := 0;
  high bigint;
  middle bigint;
begin
  if instant >= (select h.recorded_at from log.head h where h.id = 1) then
    -- An instant of a clock that is a little ahead of this one.
    perform pg_sleep(least(2, greatest(0, extract(epoch from instant - clock_timestamp())))) where instant < clock_timestamp() + interval '2 s';
    perform from log.head h where h.id = 1 for share;
  end if;
  high := (select h.position from log.head h where h.id = 1);
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
