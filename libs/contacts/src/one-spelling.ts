/** The members that hold a UUID of a producer's; every other id is opaque, and its letters are its own. */
const UUIDS = ['attemptId', 'deliveryId', 'correctionId', 'requestId', 'withdrawalId', 'planId', 'definitionId', 'rollbackId', 'undoId'] as const;

type Named = { readonly [Name in (typeof UUIDS)[number]]?: string } & { readonly attempt?: object };

/**
 * The same request with its UUIDs in small letters (RFC 9562, section 4). Some phones write them in capitals: the same id
 * in another spelling would open a second stream, which a report's row could not tell from the first.
 */
export function inOneSpelling<T extends object>(request: T): T {
  const named = request as Named;
  let changes: Record<string, unknown> | undefined;
  for (const name of UUIDS) {
    const small = named[name]?.toLowerCase();
    if (small !== named[name]) (changes ??= {})[name] = small;
  }
  const attempt = named.attempt && inOneSpelling(named.attempt);
  if (attempt !== named.attempt) (changes ??= {}).attempt = attempt;
  return changes ? { ...request, ...changes } : request;
}
