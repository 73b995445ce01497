-- The events of many streams, each stream in order. The lists are of equal length: an organization and a stream of its.
select e.position, e.organization, e.stream, e.revision, e.event_id, e.type, e.schema_version, e.occurred_at, e.recorded_at,
  e.payload, e.meta, e.payload_hash, e.digest
from unnest(string_to_array($1, E'\n')::uuid[], string_to_array($2, E'\n')) as asked (organization, stream)
cross join lateral (
  select * from log.events known
  where known.organization = asked.organization and known.stream = asked.stream collate "C"
  order by known.revision
) e
