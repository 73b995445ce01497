import type { ClientBase } from 'pg';

const SCHEMA = `
  CREATE SCHEMA IF NOT EXISTS ledger;
  -- One row: everything in the log up to here is in the trees, but for the organizations that have stopped, and nothing after.
  CREATE TABLE IF NOT EXISTS ledger.progress (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    position text NOT NULL
  );
  INSERT INTO ledger.progress (position) VALUES ('') ON CONFLICT DO NOTHING;
  -- Organizations of which something in the log is not what was recorded: their trees end before it, whatever the others do.
  CREATE TABLE IF NOT EXISTS ledger.stopped (
    organization uuid PRIMARY KEY
  );
  -- How many leaves the tree of an organization has.
  CREATE TABLE IF NOT EXISTS ledger.trees (
    organization uuid PRIMARY KEY,
    size         bigint NOT NULL
  );
  -- Hashes, 32 bytes each, as C2SP tlog-tiles lays them out; the last tile of a level grows, a full one never changes.
  CREATE TABLE IF NOT EXISTS ledger.tiles (
    organization uuid NOT NULL,
    level        smallint NOT NULL,
    n            bigint NOT NULL,
    hashes       bytea NOT NULL,
    PRIMARY KEY (organization, level, n)
  );
  -- Leaves, 256 to a bundle. Neither hashes nor leaves are compressed: the ones cannot be, and the others are read back before each signature.
  CREATE TABLE IF NOT EXISTS ledger.entries (
    organization   uuid NOT NULL,
    n              bigint NOT NULL,
    -- Of its first leaf: how a leaf is found by its place in the log.
    first_position text COLLATE "C" NOT NULL,
    entries        bytea NOT NULL,
    PRIMARY KEY (organization, n)
  );
  CREATE INDEX IF NOT EXISTS entries_by_position ON ledger.entries (organization, first_position);
  ALTER TABLE ledger.tiles ALTER COLUMN hashes SET STORAGE EXTERNAL;
  ALTER TABLE ledger.entries ALTER COLUMN entries SET STORAGE EXTERNAL;
  -- What is signed, and before that what is about to be: there is never a second root for one size.
  CREATE TABLE IF NOT EXISTS ledger.heads (
    organization uuid NOT NULL,
    size         bigint NOT NULL,
    root         bytea NOT NULL,
    -- The signed note; null until it is signed and, where a witness is required, witnessed.
    checkpoint   text,
    published_at timestamptz,
    PRIMARY KEY (organization, size)
  );
  -- Which key signs heads from which size on.
  CREATE TABLE IF NOT EXISTS ledger.keys (
    organization uuid NOT NULL,
    from_size    bigint NOT NULL,
    vkey         text NOT NULL,
    PRIMARY KEY (organization, from_size)
  );
  -- The size up to which a witness has followed a tree.
  CREATE TABLE IF NOT EXISTS ledger.witnessed (
    organization uuid NOT NULL,
    witness      text NOT NULL,
    size         bigint NOT NULL,
    PRIMARY KEY (organization, witness)
  );
  CREATE OR REPLACE FUNCTION ledger.keep_heads() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF TG_OP = 'UPDATE' THEN
      IF OLD.checkpoint IS NULL AND (NEW.organization, NEW.size, NEW.root) = (OLD.organization, OLD.size, OLD.root) THEN RETURN NEW; END IF;
    END IF;
    RAISE EXCEPTION 'A head that was stored is never changed or removed.';
  END
  $$;
  CREATE OR REPLACE TRIGGER keep_heads BEFORE UPDATE OR DELETE ON ledger.heads FOR EACH ROW EXECUTE FUNCTION ledger.keep_heads();
  CREATE OR REPLACE TRIGGER keep_all_heads BEFORE TRUNCATE ON ledger.heads FOR EACH STATEMENT EXECUTE FUNCTION ledger.keep_heads();`;
/** Only one process at a time makes the tables. The number is ours alone, drawn once. */
const LOCK = 7_316_024_557;

/** Makes the ledger's tables where they are not there. */
export async function makeLedger(client: ClientBase): Promise<void> {
  await client.query(`BEGIN; SELECT pg_advisory_xact_lock(${LOCK}); ${SCHEMA} COMMIT`);
}
