/** The ways to reach a voter that a do-not-contact request may close. */
export const CHANNELS = ['walk', 'phone', 'text', 'mail', 'email', 'online'] as const;
export type Channel = (typeof CHANNELS)[number];

export interface ContactType {
  readonly contactTypeId: number;
  readonly name: string;
  readonly channel: Channel;
}

export interface ResultCode {
  readonly resultCodeId: number;
  readonly name: string;
  /** True when the voter was reached: an attempt that is a contact. */
  readonly contact: boolean;
  readonly refused: boolean;
  /** What the result says about an address, a phone or a person: it should not be tried again. */
  readonly marksBad?: 'address' | 'phone' | 'person';
  /** The channel that the voter closed by this result. */
  readonly optsOutOf?: Channel;
}

export interface InputType {
  readonly inputTypeId: number;
  readonly name: string;
}

/** What the numbers mean in one organization: VAN's ids by default, its own definitions over them. */
export interface CodeTables {
  readonly contactTypes: ReadonlyMap<number, ContactType>;
  readonly resultCodes: ReadonlyMap<number, ResultCode>;
  readonly inputTypes: ReadonlyMap<number, InputType>;
  /** The IANA zone in which a campaign counts its days; `UTC` where none was set. */
  readonly campaignZones: ReadonlyMap<string, string>;
}

const byId = <Id extends string, T extends Record<Id, number>>(id: Id, rows: readonly T[]): ReadonlyMap<number, T> =>
  new Map(rows.map((row) => [row[id], row]));

/** VAN's ids as found in public code (reference: move-coop/parsons, politics-rewired/Spoke, ngp_van fixtures); 901 is ours. */
export const DEFAULT_CODE_TABLES: CodeTables = {
  contactTypes: byId<'contactTypeId', ContactType>('contactTypeId', [
    { contactTypeId: 1, name: 'Phone', channel: 'phone' },
    { contactTypeId: 2, name: 'Walk', channel: 'walk' },
    { contactTypeId: 4, name: 'Robocall', channel: 'phone' },
    { contactTypeId: 15, name: 'Survey', channel: 'online' },
    { contactTypeId: 19, name: 'Auto Dial', channel: 'phone' },
    { contactTypeId: 36, name: 'Paid Walk', channel: 'walk' },
    { contactTypeId: 37, name: 'SMS Text', channel: 'text' },
    { contactTypeId: 79, name: 'Social Media', channel: 'online' },
    { contactTypeId: 132, name: 'Relational Text', channel: 'text' },
    { contactTypeId: 133, name: 'Relational Call', channel: 'phone' },
    { contactTypeId: 139, name: 'Community Canvass', channel: 'walk' },
    { contactTypeId: 141, name: 'Distributed Canvass', channel: 'walk' },
    { contactTypeId: 142, name: 'Distributed SMS', channel: 'text' },
    { contactTypeId: 143, name: 'Distributed Call', channel: 'phone' },
    { contactTypeId: 145, name: 'Relational Canvass', channel: 'walk' },
  ]),
  resultCodes: byId<'resultCodeId', ResultCode>('resultCodeId', [
    { resultCodeId: 1, name: 'Not Home', contact: false, refused: false },
    { resultCodeId: 2, name: 'Refused', contact: false, refused: true },
    { resultCodeId: 3, name: 'Inaccessible', contact: false, refused: false },
    { resultCodeId: 4, name: 'Deceased', contact: false, refused: false, marksBad: 'person' },
    { resultCodeId: 5, name: 'Moved', contact: false, refused: false, marksBad: 'address' },
    { resultCodeId: 10, name: 'Vacant', contact: false, refused: false, marksBad: 'address' },
    { resultCodeId: 13, name: 'Come Back', contact: false, refused: false },
    { resultCodeId: 14, name: 'Canvassed', contact: true, refused: false },
    { resultCodeId: 17, name: 'Call Back', contact: false, refused: false },
    { resultCodeId: 18, name: 'Busy', contact: false, refused: false },
    { resultCodeId: 19, name: 'Left Message', contact: false, refused: false },
    { resultCodeId: 20, name: 'Wrong Number', contact: false, refused: false, marksBad: 'phone' },
    { resultCodeId: 21, name: 'Lit Dropped', contact: false, refused: false },
    { resultCodeId: 22, name: 'Do Not Call', contact: false, refused: true, optsOutOf: 'phone' },
    { resultCodeId: 23, name: 'Do Not Walk', contact: false, refused: true, optsOutOf: 'walk' },
    { resultCodeId: 25, name: 'Disconnected', contact: false, refused: false, marksBad: 'phone' },
    { resultCodeId: 41, name: 'Hostile', contact: false, refused: true },
    { resultCodeId: 130, name: 'Do Not Text', contact: false, refused: true, optsOutOf: 'text' },
    { resultCodeId: 131, name: 'Do Not Email', contact: false, refused: true, optsOutOf: 'email' },
    { resultCodeId: 901, name: 'Bad Address', contact: false, refused: false, marksBad: 'address' },
  ]),
  inputTypes: byId<'inputTypeId', InputType>('inputTypeId', [
    { inputTypeId: 2, name: 'Manual' },
    { inputTypeId: 3, name: 'Bar Code' },
    { inputTypeId: 4, name: 'Bulk' },
    { inputTypeId: 5, name: 'Back End' },
    { inputTypeId: 9, name: 'Auto Dial' },
    { inputTypeId: 10, name: 'VPB' },
    { inputTypeId: 11, name: 'API' },
    { inputTypeId: 14, name: 'Mobile' },
    { inputTypeId: 23, name: 'Website' },
  ]),
  campaignZones: new Map(),
};

/** VAN's result for an attempt with answers: implied, never sent beside them. */
export const CANVASSED = 14;
