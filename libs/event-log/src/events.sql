-- Every event, for ever. Text columns compare by code point: a stream's name means the same on every machine.
create table if not exists log.events (
  -- Place in the whole log, from 1, without gaps, in the order of commit.
  position bigint primary key,
  organization uuid not null,
  stream text collate "C" not null,
  -- Place in the stream, from 0, without gaps.
  revision int not null,
  event_id uuid not null,
  type text collate "C" not null,
  schema_version smallint not null,
  -- The producer's claim of when it happened.
  occurred_at timestamptz not null,
  -- When the log took it; never decreases with position.
  recorded_at timestamptz not null,
  -- Canonical JSON of actor, app, correlationId, causationId and provenance.
  meta text collate "C" not null,
  -- The exact canonical JSON of the data. Text, not jsonb: its UTF-8 bytes are what was hashed.
  payload text collate "C" not null,
  -- SHA-256 of the payload.
  payload_hash bytea not null,
  -- SHA-256 of the request that caused the event: tells a repeat from another request under the same id.
  digest bytea not null,
  unique (organization, stream, revision),
  unique (organization, event_id)
);
