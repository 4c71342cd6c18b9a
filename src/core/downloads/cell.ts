// What a table holds as text stays text: spreadsheet programs run a cell that begins like a formula, in CSV at once, in XLSX after it was
// saved as CSV and opened again (OWASP, CSV Injection).

/** Also with a full-width sign, which some programs take for the narrow one, and behind an end of line. */
const FORMULA = /^[\t\r\n]|^\s*[=+\-@＝＋－＠]/
const ESCAPED = /^'(?=[\t\r\n]|\s*[=+\-@＝＋－＠])/

/** With an apostrophe before what a spreadsheet program might run. */
export function harmlessCell(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text
}

/** What `harmlessCell` was given, when a table of ours is read back. */
export function cellAsMeant(text: string): string {
  return text.replace(ESCAPED, '')
}

/** One field of a CSV line (RFC 4180), harmless. */
export function csvField(value: string | number | null): string {
  const safe = typeof value === 'number' ? String(value) : harmlessCell(value ?? '')
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
