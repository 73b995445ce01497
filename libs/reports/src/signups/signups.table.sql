-- What there is to know of volunteers' signups in one place: a row per signup, per shift, per volunteer event, and per
-- link between two references of one person. What belongs together is joined when it is asked for, so that nothing
-- depends on which arrived first. A row uses the columns of its kind.
CREATE TABLE {{table}} (
  organization       uuid NOT NULL,
  kind               text NOT NULL,      -- signup, shift, event or link
  record_id          uuid NOT NULL,
  told_at            text,               -- shift, event: as of when it was told; empty for a plan without a moment of its own
  cancelled_at       text,               -- shift, event: called off, the last time, and not taken back. signup: the last cancellation
  callings           text,               -- shift, event: JSON of when it was last called off, withdrawn by its source, reinstated, and shown by its source
  volunteer_event_id text,
  shift_id           text,               -- signup: where they are expected now
  elsewhere          text,               -- signup: what became of it at other shifts, JSON: those it was moved from, and where they came unexpected
  facts              text,               -- signup: what it was made of, JSON, in the order of ids
  volunteer          text,               -- system/scope/id
  role_id            text,               -- signup: as it was told last of where they are expected
  organizer_id       text,               -- signup: who took it. event: whose it is
  source             text,               -- what brought the volunteer
  status             text,               -- invited, message-left, scheduled, confirmed, declined, cancelled, walked-in, deleted
  scheduled          boolean,            -- was expected at some time, not only invited or walking in
  invited            boolean,            -- at some time, whether or not anybody says when
  invited_at         text,
  scheduled_at       text,
  confirmed_at       text,               -- the first time
  confirmations      int,
  messages           int,                -- messages left
  declined           boolean,            -- at some time
  declined_at        text,               -- since when it is their last word
  attendance         text,               -- completed, no-show, review (came, and it is not known for how long), or null: nobody has said
  worked_from        text,               -- checked in
  worked_until       text,               -- checked out, the last time
  stays              text,               -- JSON of each stay, [from, until], of who checked out and in again in between
  review             text,               -- why its hours are not counted: check-out-missing, check-in-missing, check-out-before-check-in, over-24-hours
  starts_at          text,               -- of a shift; of a signup where it has times of its own
  ends_at            text,
  day                text,               -- shift: YYYY-MM-DD of its start in its zone
  zone               text,
  capacity           int,
  location_id        text,
  turf_ids           text[] NOT NULL,
  list_ids           text[] NOT NULL,
  canvasser_id       text,               -- under which id the volunteer's attempts come
  event_type         text,
  campaign_id        text,
  roles              text,               -- event: JSON of what volunteers are needed for
  person             text,               -- link, as long as it stands: system/scope/id
  same               text,
  PRIMARY KEY (organization, kind, record_id)
);
