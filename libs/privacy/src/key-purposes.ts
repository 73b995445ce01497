/** Which key a wrapped one is: it unwraps as this one and as no other. Without a person, the organization's lookup key; without either, the check. */
export interface WrappedFor {
  readonly organization?: string;
  readonly subject?: string;
}

export function purposeOf({ organization, subject }: WrappedFor): string {
  if (organization === undefined) return 'fieldledger/check';
  return subject === undefined ? `fieldledger/lookups/${organization}` : `fieldledger/person/${organization}/${subject}`;
}
