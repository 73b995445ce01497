-- Takes one batch of requests in one round trip. Each parameter is a list with one line for each event; what concerns
-- the whole request is repeated on the line of each of its events, which costs less than a join. A batch names a stream
-- and an event id in one request only. `expected` is a revision, -1 for an empty stream, -2 for any; requests of one
-- atomic group share a number above 0. Returns one row for each request, in order.
--
-- The head is locked before anything is looked up, so nothing can change between the check and the write. The planner is
-- told to look up by index always: a plan made while the table was small would be ruinous when it is large.
create or replace function log.append(
  requests text, atomic_groups text, organizations text, streams text, expecteds text, digests text, metas text,
  event_ids text, types text, schema_versions text, occurreds text, payloads text, payload_hashes text
) returns table (
  outcome text,
  last_position bigint,
  -- Of the request's last event; of the stream when the outcome is wrong-revision.
  last_revision int,
  moment timestamptz,
  -- The line of the event whose id is taken.
  taken bigint
)
language plpgsql
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set plan_cache_mode = force_generic_plan
set jit = off
as $$
#variable_conflict use_column
declare
  base bigint;
  instant timestamptz;
begin
  select h.position, h.recorded_at into strict base, instant from log.head h where h.id = 1 for update;
  -- Not in the statement that waits for its turn: there the clock is read before it has it.
  instant := greatest(clock_timestamp(), instant);

  return query
  with offered as materialized (
    select * from unnest(
      string_to_array(requests, E'\n')::int[],
      string_to_array(atomic_groups, E'\n')::int[],
      string_to_array(organizations, E'\n')::uuid[],
      string_to_array(streams, E'\n'),
      string_to_array(expecteds, E'\n')::int[],
      string_to_array(digests, E'\n'),
      string_to_array(metas, E'\n'),
      string_to_array(event_ids, E'\n')::uuid[],
      string_to_array(types, E'\n'),
      string_to_array(schema_versions, E'\n')::smallint[],
      string_to_array(occurreds, E'\n')::timestamptz[],
      string_to_array(payloads, E'\n'),
      string_to_array(payload_hashes, E'\n')
    ) with ordinality as o (
      request, atomic_group, organization, stream, expected, digest, meta, event_id, type, schema_version, occurred_at,
      payload, payload_hash, line
    )
  ),
  looked_up as materialized (
    select o.*, decode(o.digest, 'hex') as digest_bytes,
      known.position as known_position, known.revision as known_revision, known.recorded_at as known_recorded_at,
      coalesce(known.digest = decode(o.digest, 'hex') and known.stream = o.stream, false) as repeated,
      coalesce(tip.revision, -1) as tip
    from offered o
    left join lateral (
      select e.position, e.revision, e.recorded_at, e.digest, e.stream from log.events e
      where e.organization = o.organization and e.event_id = o.event_id
    ) known on true
    left join lateral (
      select e.revision from log.events e
      where e.organization = o.organization and e.stream = o.stream collate "C"
      order by e.revision desc limit 1
    ) tip on true
  ),
  judged_alone as (
    select l.*,
      case
        when bool_and(l.repeated) over of_request then 'same'
        when bool_or(l.known_position is not null) over of_request then 'conflict'
        when l.expected = -2 or l.expected = l.tip then 'appended'
        else 'wrong-revision'
      end as verdict,
      coalesce(
        min(l.line) filter (where l.known_position is not null and not l.repeated) over of_request,
        min(l.line) filter (where l.known_position is not null) over of_request
      ) as taken,
      l.line - min(l.line) over of_request as nth,
      l.line = max(l.line) over of_request as is_last
    from looked_up l
    window of_request as (partition by l.request)
  ),
  judged as (
    select j.*,
      case
        when j.verdict = 'appended' and j.atomic_group > 0
          and bool_or(j.verdict in ('conflict', 'wrong-revision')) over (partition by j.atomic_group) then 'abandoned'
        else j.verdict
      end as outcome
    from judged_alone j
  ),
  placed as materialized (
    select j.*,
      base + count(*) filter (where j.outcome = 'appended') over (order by j.line) as position,
      (j.tip + 1 + j.nth)::int as revision
    from judged j
  ),
  stored as (
    insert into log.events (
      position, organization, stream, revision, event_id, type, schema_version, occurred_at, recorded_at, meta, payload,
      payload_hash, digest
    )
    select p.position, p.organization, p.stream, p.revision, p.event_id, p.type, p.schema_version, p.occurred_at, instant,
      p.meta, p.payload, decode(p.payload_hash, 'hex'), p.digest_bytes
    from placed p where p.outcome = 'appended' order by p.line
    returning 1
  ),
  counted as (select count(*) as n from stored),
  moved as (
    update log.head h set position = base + c.n, recorded_at = instant from counted c where h.id = 1 and c.n > 0
  )
  select p.outcome,
    case p.outcome when 'appended' then p.position when 'same' then p.known_position end,
    case p.outcome when 'appended' then p.revision when 'same' then p.known_revision else p.tip end,
    case p.outcome when 'appended' then instant when 'same' then p.known_recorded_at end,
    p.taken
  from placed p where p.is_last order by p.line;
end
$$;
