import { describe, expect, it } from 'vitest'
import { addressAt, containsRange, type NetworkRange, parseRange, sizeOfRange } from '#core/network/range.ts'

const range = (text: string) => parseRange(text) as NetworkRange

describe('a network in CIDR notation', () => {
  it.each(['10.0.0.0/33', '10.0.0/8', '10.0.0.0/-1', 'host/24', '10.0.0.0/8/8', '::/129', '', '10.0.0.256'])(
    '%j is none',
    (text) => expect(parseRange(text)).toBeUndefined(),
  )

  it.each([
    ['10.1.2.0/24', 256, '10.1.2.0', '10.1.2.255'],
    ['10.1.2.77/30', 4, '10.1.2.76', '10.1.2.79'],
    ['10.1.255.0/23', 512, '10.1.254.0', '10.1.255.255'],
    ['127.0.0.1', 1, '127.0.0.1', '127.0.0.1'],
    ['fd00::fffe/127', 2, 'fd00:0:0:0:0:0:0:fffe', 'fd00:0:0:0:0:0:0:ffff'],
  ])('%s has %i addresses from %s to %s', (text, size, first, last) => {
    expect(sizeOfRange(range(text))).toBe(size)
    expect([addressAt(range(text), 0), addressAt(range(text), size - 1)]).toEqual([first, last])
  })

  it('contains what lies in it, and nothing of the other family', () => {
    expect(containsRange(range('10.0.0.0/8'), range('10.1.2.0/24'))).toBe(true)
    expect(containsRange(range('10.0.0.0/8'), range('10.0.0.0/8'))).toBe(true)
    expect(containsRange(range('10.1.2.0/24'), range('10.0.0.0/8'))).toBe(false)
    expect(containsRange(range('10.0.0.0/8'), range('11.0.0.0/24'))).toBe(false)
    expect(containsRange(range('0.0.0.0/0'), range('fd00::/64'))).toBe(false)
    expect(sizeOfRange(range('fd00::/64'))).toBe(Number.POSITIVE_INFINITY)
  })
})
