// One text for one value, so that a hash over it can be taken again: JSON with sorted keys and no spaces.
// Follows RFC 8785 in what it sorts and how it writes numbers (both as ECMAScript does); clause unverified.

/** JSON with sorted keys and no spaces: the same value gives the same text whatever a database did to the order of its keys. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`).join(',')}}`
}
