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

/** Whatever JSON does not write as it stands; ids have none of it, and need not be asked about one by one. */
const NEEDS_CARE = /["\\\u0000-\u001f\u007f-\uffff]/;

function canonicalString(value: string): string {
  if (!NEEDS_CARE.test(value)) return `"${value}"`;
  if (!value.isWellFormed()) throw new TypeError('A string in canonical JSON must be well-formed Unicode.');
  return JSON.stringify(value);
}

function canonicalArray(items: readonly unknown[]): string {
  return `[${items.map(canonical).join(',')}]`;
}

function canonicalObject(object: Record<string, unknown>): string {
  let members = '';
  for (const { name, first, next } of inOrder(Object.keys(object))) {
    const value = object[name];
    if (value !== undefined) members += (members === '' ? first : next) + canonical(value);
  }
  return `{${members}}`;
}

interface Member {
  readonly name: string;
  /** The name as JSON, with its colon; `next` with a comma before it. */
  readonly first: string;
  readonly next: string;
}

/** Events come in few shapes, so the order of a shape's members is remembered rather than found again. By the number of members. */
const shapes = new Map<number, { readonly names: readonly string[]; readonly order: readonly Member[] }[]>();
/** A data set whose objects are of ever new shapes is not to fill the memory, nor to make the search long. */
const SHAPES_OF_A_LENGTH = 50;

function inOrder(names: readonly string[]): readonly Member[] {
  const ofLength = shapes.get(names.length) ?? [];
  const known = ofLength.find((shape) => shape.names.every((name, i) => name === names[i]));
  if (known) return known.order;
  const order = [...names].sort().map((name): Member => {
    const first = `${canonicalString(name)}:`;
    return { name, first, next: `,${first}` };
  });
  if (ofLength.length < SHAPES_OF_A_LENGTH) shapes.set(names.length, [...ofLength, { names, order }]);
  return order;
}
