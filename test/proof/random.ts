// Numbers that look random and come again: everything a proof does is given by a seed and a number.

export interface Random {
  /** An integer from 0 to below `limit`. */
  below(limit: number): number
  pick<T>(list: readonly T[]): T
}

/** FNV-1a, for seeds from names. */
export function seedOf(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash >>> 0
}

/** mulberry32, stirred a little so that neighbouring seeds have nothing in common. */
export function randomFrom(...seeds: number[]): Random {
  let state = 0x9e3779b9
  for (const seed of seeds) state = Math.imul(state ^ seed, 0x85ebca6b) ^ (state >>> 13)
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return (t ^ (t >>> 14)) >>> 0
  }
  next()
  const below = (limit: number) => (limit <= 1 ? 0 : next() % limit)
  return { below, pick: (list) => list[below(list.length)] as (typeof list)[number] }
}
