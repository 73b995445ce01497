-- PERSONAL: volunteers' names and contact data in clear text. One row per reference.
CREATE TABLE {{table}} (
  organization uuid NOT NULL,
  volunteer    text NOT NULL,     -- system/scope/id
  details      text NOT NULL,     -- JSON: each member with the moment at which it was told last
  subjects     text[] NOT NULL,   -- whose keys opened them: of one reference it is one
  erased       boolean NOT NULL,  -- the person's key was destroyed: what was sealed can be read no more
  PRIMARY KEY (organization, volunteer)
);
