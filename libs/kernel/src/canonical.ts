/**
 * Canonical JSON (RFC 8785): members sorted by UTF-16 code units, no white space, ECMAScript's own numbers and strings.
 * Members that are undefined are left out. The bytes to hash are the UTF-8 of the result.
 * @throws TypeError for what has no canonical form: a lone surrogate, NaN, an infinity, a function, a bigint.
 */
export function canonical(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return canonicalString(value);
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError('A number in canonical JSON must be finite.');
      return JSON.stringify(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      if (value === null) return 'null';
      return Array.isArray(value) ? canonicalArray(value) : canonicalObject(value as Record<string, unknown>);
    default:
      throw new TypeError(`A ${typeof value} has no canonical JSON.`);
  }
}

function canonicalString(value: string): string {
  if (!value.isWellFormed()) throw new TypeError('A string in canonical JSON must be well-formed Unicode.');
  return JSON.stringify(value);
}

function canonicalArray(items: readonly unknown[]): string {
  return `[${items.map(canonical).join(',')}]`;
}

function canonicalObject(object: Record<string, unknown>): string {
  let members = '';
  for (const name of Object.keys(object).sort()) {
    const value = object[name];
    if (value === undefined) continue;
    members += `${members && ','}${canonicalString(name)}:${canonical(value)}`;
  }
  return `{${members}}`;
}
