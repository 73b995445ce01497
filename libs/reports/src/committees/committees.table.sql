-- One row per committee that the organization defined, as the last definition has it.
CREATE TABLE {{table}} (
  organization   uuid NOT NULL,
  committee_id   text NOT NULL,
  kind           text,               -- candidate, pac, national-party, state-party
  name           text,               -- as it is registered
  cycle_years    int,                -- of the committee's office, where it is not the House's
  cycle_ends_in  int,
  position       text,               -- of the definition
  PRIMARY KEY (organization, committee_id)
);
