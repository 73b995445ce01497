/**
 * Which references standing links connect, for `WITH RECURSIVE`: each under the first of its person's references (`one`). In each
 * round everybody follows the first whom a neighbour's leader follows, and then that one's leader: the rounds are as many as a
 * large group has digits, be it a chain or a star, and each costs what the links cost.
 * @param links a query of the links that stand, with `person` and `same`
 */
export const linkedPersons = (links: string): string => `
  link AS MATERIALIZED (${links}),
  reference AS MATERIALIZED (SELECT name, row_number() OVER (ORDER BY name COLLATE "C")::int AS n FROM (SELECT person AS name FROM link UNION SELECT same FROM link) AS named),
  edge (a, b) AS MATERIALIZED (
    SELECT DISTINCT unnest(ARRAY[person.n, same.n]), unnest(ARRAY[same.n, person.n]) FROM link JOIN reference AS person ON person.name = link.person JOIN reference AS same ON same.name = link.same
  ),
  round (leaders, before) AS (
    SELECT array_agg(n ORDER BY n), NULL::int[] FROM reference
    UNION ALL
    SELECT (
      SELECT array_agg(leader ORDER BY n) FROM (
        SELECT n, min(leader) AS leader FROM (
          SELECT leaders[a] AS n, leaders[leaders[b]] AS leader FROM edge
          UNION ALL SELECT a, leaders[leaders[b]] FROM edge
          UNION ALL SELECT n, leaders[leaders[n]] FROM reference
        ) AS offered GROUP BY n
      ) AS chosen
    ), leaders FROM round WHERE leaders IS DISTINCT FROM before
  ),
  led AS MATERIALIZED (SELECT own.n, own.leader FROM round CROSS JOIN LATERAL unnest(leaders) WITH ORDINALITY AS own (leader, n) WHERE leaders = before),
  one AS MATERIALIZED (SELECT reference.name AS reference, leader.name AS person FROM led JOIN reference USING (n) JOIN reference AS leader ON leader.n = led.leader)`;
