import { describe, expect, it } from 'vitest'
import { ByteMemory } from '#core/bytes/byte-memory.ts'

const octets = (length: number, fill: number) => new Uint8Array(length).fill(fill)

describe('what is remembered by its bytes', () => {
  it('is found again by equal bytes in another array, and made once', () => {
    const memory = new ByteMemory<{ made: number }>({ count: 10, bytes: 1000 })
    let made = 0
    const make = () => ({ made: ++made })
    expect(memory.get(octets(50, 1), make)).toBe(memory.get(octets(50, 1), make))
    expect(made).toBe(1)
  })

  it('is missed by one flipped bit anywhere, in the octets of the checksum or outside them', () => {
    for (let at = 0; at < 100; at++) {
      const memory = new ByteMemory<number>({ count: 10, bytes: 1000 })
      memory.get(octets(100, 7), () => 1)
      const flipped = octets(100, 7)
      flipped[at] = 6
      expect(memory.get(flipped, () => 2)).toBe(2)
    }
  })

  it('is not changed through the array it came from', () => {
    const memory = new ByteMemory<Uint8Array>({ count: 10, bytes: 1000 })
    const given = octets(40, 3)
    const kept = memory.get(given, (own) => own)
    given[39] = 9
    expect(kept[39]).toBe(3)
    expect(memory.get(given, (own) => own)).not.toBe(kept)
    expect(memory.get(octets(40, 3), (own) => own)).toBe(kept)
  })

  it('keeps to its limits of number and of bytes, the least recently used leaving first', () => {
    const memory = new ByteMemory<number>({ count: 3, bytes: 1000 })
    for (const fill of [1, 2, 3]) memory.get(octets(10, fill), () => fill)
    memory.get(octets(10, 1), () => -1)
    memory.get(octets(10, 4), () => 4)
    expect(memory.get(octets(10, 1), () => -1)).toBe(1)
    expect(memory.get(octets(10, 2), () => -1)).toBe(-1)
    const small = new ByteMemory<number>({ count: 100, bytes: 100 })
    for (const fill of [1, 2, 3]) small.get(octets(40, fill), () => fill)
    expect(small.get(octets(40, 3), () => -1)).toBe(3)
    expect(small.get(octets(40, 1), () => -1)).toBe(-1)
  })
})
