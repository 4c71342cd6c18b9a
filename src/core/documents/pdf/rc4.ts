// RC4, the stream cipher of old encrypted PDF files (ISO 32000-1 §7.6.2). It only opens files that exist: libraries no longer have it.

export function rc4(key: Uint8Array, data: Uint8Array): Uint8Array {
  const state = Uint8Array.from({ length: 256 }, (_, index) => index)
  for (let i = 0, j = 0; i < 256; i++) {
    const one = state[i] as number
    j = (j + one + (key[i % key.length] as number)) & 0xff
    state[i] = state[j] as number
    state[j] = one
  }
  const out = new Uint8Array(data.length)
  for (let at = 0, i = 0, j = 0; at < data.length; at++) {
    i = (i + 1) & 0xff
    const one = state[i] as number
    j = (j + one) & 0xff
    const other = state[j] as number
    state[i] = other
    state[j] = one
    out[at] = (data[at] as number) ^ (state[(one + other) & 0xff] as number)
  }
  return out
}
