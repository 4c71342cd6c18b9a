/** The common name of a distinguished name as text; the whole name when it has none. */
export function commonName(name: string): string {
  return /(?:^|[,+/]\s*)CN\s*=\s*((?:\\.|[^,+\\])*)/i.exec(name)?.[1]?.replace(/\\(.)/g, '$1').trim() || name
}

/** `RSA 2048`; a curve's name says its size already. */
export function algorithmName({ algorithm, keyBits }: { algorithm: string; keyBits?: number }): string {
  return algorithm === 'RSA' && keyBits ? `${algorithm} ${keyBits}` : algorithm
}
