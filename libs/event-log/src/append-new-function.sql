-- Takes one batch of requests that each open a stream, without looking anything up: a stream or an event id that is
-- known already violates a unique index, which undoes the whole statement, and the batch is then judged by log.append.
-- Nearly every request opens a stream, and is new; for those this costs what the bare insert costs. Each parameter is a
-- list with one line for each event. Returns the position before the first of them, and the moment of all.
create or replace function log.append_new(
  organizations text, streams text, revisions text, digests text, metas text, event_ids text, types text,
  schema_versions text, occurreds text, payloads text, payload_hashes text, events bigint
) returns table (base bigint, moment timestamptz)
language plpgsql
set plan_cache_mode = force_generic_plan
set jit = off
as $$
#variable_conflict use_column
declare
  before bigint;
  instant timestamptz;
begin
  select h.position, h.recorded_at into strict before, instant from log.head h where h.id = 1 for update;
  -- Not in the statement that waits for its turn: there the clock is read before it has it.
  instant := greatest(clock_timestamp(), instant);
  update log.head h set position = before + events, recorded_at = instant where h.id = 1;

  insert into log.events (
    position, organization, stream, revision, event_id, type, schema_version, occurred_at, recorded_at, meta, payload,
    payload_hash, digest
  )
  select before + o.line, o.organization::uuid, o.stream, o.revision::int, o.event_id::uuid, o.type, o.schema_version::smallint,
    o.occurred_at::timestamptz, instant, o.meta, o.payload, decode(o.payload_hash, 'hex'), decode(o.digest, 'hex')
  from unnest(
    string_to_array(organizations, E'\n'), string_to_array(streams, E'\n'), string_to_array(revisions, E'\n'),
    string_to_array(digests, E'\n'), string_to_array(metas, E'\n'), string_to_array(event_ids, E'\n'),
    string_to_array(types, E'\n'), string_to_array(schema_versions, E'\n'), string_to_array(occurreds, E'\n'),
    string_to_array(payloads, E'\n'), string_to_array(payload_hashes, E'\n')
  ) with ordinality as o (
    organization, stream, revision, digest, meta, event_id, type, schema_version, occurred_at, payload, payload_hash, line
  );

  return query select before, instant;
end
$$;
