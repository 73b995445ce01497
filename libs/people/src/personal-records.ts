import type { Cycle, Recipient } from '@fieldledger/finance-rules';

/** A gift as far as the law has its record kept. */
export interface HeldGift {
  readonly committeeId: string | null;
  readonly recipient: Recipient | null;
  readonly cycle?: Cycle;
  readonly individual: boolean;
  /** To be listed whatever the aggregate is. */
  readonly itemize: boolean;
  /** The most that was ever said of it. */
  readonly amountCents: number;
  /** The latest day that was ever said of it. */
  readonly receivedOn: string;
  /** Of each filing in which it stands, the day on which that was signed, where it is known. */
  readonly filings: readonly (string | null)[];
  /** Its source took it back. */
  readonly withdrawn: boolean;
}

/** Something that was recorded, in which something is sealed with one person's key. */
export interface PersonalRecord {
  readonly recordId: string;
  /** As its stream is called. */
  readonly kind: 'attempt' | 'signup' | 'contribution' | 'series' | 'pledge';
  readonly subject: string;
  /** Words beside a gift may be sealed with a key of the gift's own. */
  readonly otherSubjects: readonly string[];
  /** `r:` and a reference, `n:` and a token of name and ZIP code, `e:` and a token of an e-mail address. */
  readonly names: readonly string[];
  readonly gift: HeldGift | null;
}

/** Everything that was found of one person. */
export interface PersonFound {
  /** Those that were asked for, those that links connect with them, and those that givers name themselves by. */
  readonly references: readonly string[];
  readonly records: readonly PersonalRecord[];
  /** Of givers who have a name and ZIP code or an e-mail address in common with these, and may be somebody else. */
  readonly alike: readonly PersonalRecord[];
  /** Records that were asked for and are of several persons. */
  readonly ambiguous: readonly string[];
  /** Something is recorded of one of the references, sealed or not. */
  readonly known: boolean;
  /** They asked not to be contacted, and did not take it back. */
  readonly optedOut: boolean;
}

/** Finds persons, and erasures of them, in what was recorded, up to the end of the log at the moment of asking. */
export interface PersonalRecords {
  /** @param alike whether to follow names and e-mail addresses too. @throws Unavailable `not-yet-visible` */
  find(organization: string, asked: { readonly names: readonly string[]; readonly recordIds: readonly string[] }, alike: boolean): Promise<PersonFound>;
  /** The ids of all that were asked for, in the order of the requests. @throws Unavailable `not-yet-visible` */
  erasures(organization: string): Promise<readonly string[]>;
}

/** Under this name an app provides it. */
export const PERSONAL_RECORDS = Symbol('PersonalRecords');
