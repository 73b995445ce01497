/** What kind of giver: the FEC's entity types. */
export const ENTITY_TYPES = ['IND', 'ORG', 'COM', 'CCM', 'CAN', 'PAC', 'PTY'] as const;
export type EntityType = (typeof ENTITY_TYPES)[number];
