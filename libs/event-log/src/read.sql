-- The next events after a position, by the primary key, narrowed by filters that are put in place of the word in braces;
-- for who wants more than the fact, what else there is.
select position, organization, stream, revision, event_id, type, schema_version, occurred_at, recorded_at, payload {{more}}
from log.events
where position > $1 {{filters}}
order by position
limit $2
