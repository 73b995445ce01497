-- The next events after a position, by the primary key, narrowed by filters that are put in place of the word in braces.
select position, organization, stream, revision, event_id, type, schema_version, occurred_at, recorded_at, meta, payload,
  payload_hash, digest
from log.events
where position > $1 {{filters}}
order by position
limit $2
