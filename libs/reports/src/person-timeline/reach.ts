/** The other end of each link that stands at a reference; one that was undone stands no more. */
const across = (near: 'person' | 'same', far: 'person' | 'same') => `
  SELECT ${far} AS other FROM {{table}} WHERE organization = $1 AND link_id IS NOT NULL AND ${near} = reference GROUP BY link_id, ${far} HAVING every(type = 'PersonsLinked')`;

/**
 * The references that standing links connect with the one that is asked for, for `WITH RECURSIVE`, in `reach`. The links of each
 * are looked up when it is reached: who joined them all would read them all again at each step of a chain.
 */
export const REACH = `
  reach (reference) AS (SELECT $2::text UNION SELECT other FROM reach CROSS JOIN LATERAL (${across('person', 'same')} UNION ALL ${across('same', 'person')}) AS neighbour)`;
