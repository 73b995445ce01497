import type { Position } from './event.js';

/** What a report was asked and what it answered, small enough to be kept for years; a signer puts its name below. */
export interface AnswerReceipt {
  /** As in the address, below `/reports/`. */
  readonly report: string;
  /** As they were asked, without `minPosition`. */
  readonly parameters: Readonly<Record<string, string>>;
  /** SHA-256 of the canonical JSON of what was sent with the question, where anything was. */
  readonly body?: string;
  /** What the answer chose of its parameters where nothing was asked: the rules, the rule by which donors are told apart, the day. */
  readonly chosen: Readonly<Record<string, string>>;
  /** Whether whoever asked may see the names of persons in clear. */
  readonly named: boolean;
  /** Everything recorded up to here was counted. */
  readonly position: Position;
  /** The tables that were asked: the version of each one's folds, and how far it had come. */
  readonly tables: Readonly<Record<string, { readonly version: number; readonly position: Position }>>;
  /** Of Fieldledger, and behind `+` which build of it: the questions themselves may change with either. */
  readonly release: string;
  /** SHA-256, hexadecimal: of a text as it was sent; of JSON, of its canonical form without `reflects` and `version`. */
  readonly answer: string;
  /** ISO 8601, UTC. */
  readonly answeredAt: string;
}

/** Puts the installation's name below what its reports say. */
export interface AnswerSigner {
  /** @returns a C2SP signed note @throws Unavailable `receipt-unsigned` when the key is not there */
  sign(organization: string, receipt: AnswerReceipt): Promise<string>;
}

/** Under this name an app provides the signer to the reports. */
export const ANSWER_SIGNER = Symbol('AnswerSigner');
