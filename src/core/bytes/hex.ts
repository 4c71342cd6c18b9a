// Hexadecimal text, as fingerprints, serial numbers and test vectors are written.

const PAIRS: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

/** Lower-case hexadecimal of `bytes`, two digits each, no separators. */
export function toHex(bytes: Uint8Array): string {
  let text = ''
  for (let i = 0; i < bytes.length; i++) text += PAIRS[bytes[i] as number]
  return text
}

/**
 * Bytes of a hexadecimal text; spaces and colons between digits are ignored.
 * @returns `undefined` when a character is not a digit or the number of digits is odd.
 */
export function fromHex(text: string): Uint8Array | undefined {
  const digits = text.replace(/[\s:]/g, '')
  if (digits.length % 2 !== 0 || /[^0-9a-f]/i.test(digits)) return undefined
  const bytes = new Uint8Array(digits.length / 2)
  for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16)
  return bytes
}
