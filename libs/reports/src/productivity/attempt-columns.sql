-- Attempts beside the shifts they may have been made in: a row of the kind `attempt` each, with these columns besides
-- `campaign_id` and `canvasser_id`.
ALTER TABLE {{table}}
  ADD COLUMN standing     boolean,       -- not voided
  ADD COLUMN attempted_at text,          -- instant, UTC
  ADD COLUMN system       text,          -- of the voter, in which the canvasser's id means something
  ADD COLUMN scope        text,
  ADD COLUMN turf_id      text,
  ADD COLUMN list_id      text,
  ADD COLUMN door_id      text,
  ADD COLUMN reached      boolean,
  ADD COLUMN delivery     text,          -- sent, delivered or undelivered
  ADD COLUMN delivered_at text;
