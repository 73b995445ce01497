-- The events of many streams of one organization, each stream in order.
select position, organization, stream, revision, event_id, type, schema_version, occurred_at, recorded_at, meta, payload,
  payload_hash, digest
from log.events
where organization = $1 and stream = any($2)
order by stream, revision
