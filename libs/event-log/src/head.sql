-- One row: where the log ends. Whoever appends locks it first and writes it last, so that appends are taken one after
-- the other and positions have no gaps. It changes with every append: the free space keeps the changes on one page.
create table if not exists log.head (
  id smallint primary key default 1 check (id = 1),
  position bigint not null,
  recorded_at timestamptz not null
) with (fillfactor = 10, autovacuum_vacuum_threshold = 1000);

insert into log.head (position, recorded_at) values (0, clock_timestamp()) on conflict do nothing;
