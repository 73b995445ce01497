-- The log's own schema. A row of log.version says which design the tables have.
create schema if not exists log;

create table if not exists log.version (
  only_row boolean primary key default true check (only_row),
  version int not null
);
