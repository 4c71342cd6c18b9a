import { describe, expect, it } from 'vitest'
import { ntpQuestion, readNtpAnswer } from '#core/network/ntp.ts'
import { type ClockReading, judgeClock, readingOf } from '#core/network/own-clock.ts'

const MARK = new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8])
const NOW = Date.UTC(2026, 10, 21)

/** An answer as RFC 5905 §7.3 lays it out, written by hand. */
function answer(change: (view: DataView, packet: Uint8Array) => void = () => undefined, at = NOW): Uint8Array {
  const packet = new Uint8Array(48)
  const view = new DataView(packet.buffer)
  packet[0] = 0x24
  packet[1] = 2
  view.setUint32(4, 65_536 / 100)
  view.setUint32(8, 65_536 / 50)
  packet.set(MARK, 24)
  for (const place of [32, 40]) view.setUint32(place, (at / 1000 + 2_208_988_800) % 2 ** 32)
  change(view, packet)
  return packet
}

describe('an answer of a time server', () => {
  it('is read to the fraction of a second, with what the server says of its own error', () => {
    const read = readNtpAnswer(
      answer((view) => view.setUint32(44, 2 ** 31)),
      MARK,
      NOW,
    )
    expect(read).toMatchObject({ ok: true, value: { stratum: 2, receivedAt: NOW, sentAt: NOW + 500 } })
    if (read.ok) expect(read.value.errorMs).toBeCloseTo(25, 0)
  })

  it('is read in the era it was sent in: the seconds turn over on 2036-02-07 06:28:16', () => {
    const turn = Date.UTC(2036, 1, 7, 6, 28, 16)
    for (const at of [turn - 1000, turn, turn + 1000]) {
      // At the turn itself the seconds are zero, which is no time at all.
      const read = readNtpAnswer(
        answer((view) => at === turn && view.setUint32(44, 1), at),
        MARK,
        at + 5_000,
      )
      if (at === turn) expect(read.ok).toBe(false)
      else expect(read).toMatchObject({ ok: true, value: { receivedAt: at } })
    }
  })

  it.each<[string, string, (view: DataView, packet: Uint8Array) => void]>([
    ['the origin is not our mark', 'clock.answer-not-ours', (_, packet) => packet.set([9], 31)],
    ['the mode is not a server’s', 'clock.answer-not-ours', (_, packet) => packet.set([0x23], 0)],
    ['the leap indicator says unsynchronised', 'clock.source-unsynchronised', (_, packet) => packet.set([0xe4], 0)],
    ['it is a kiss of death', 'clock.source-unsynchronised', (_, packet) => packet.set([0], 1)],
    ['its stratum is 16', 'clock.source-unsynchronised', (_, packet) => packet.set([16], 1)],
  ])('is not believed when %s', (_, error, change) => {
    expect(readNtpAnswer(answer(change), MARK, NOW)).toEqual({ ok: false, error })
  })

  it('is not read when an octet is missing', () => {
    expect(readNtpAnswer(answer().subarray(0, 47), MARK, NOW)).toEqual({ ok: false, error: 'clock.answer-malformed' })
  })

  it('answers a question of 48 octets in client mode, version 4, that carries the mark', () => {
    const question = ntpQuestion(MARK)
    expect([question.length, question[0], [...question.subarray(40)]]).toEqual([48, 0x23, [...MARK]])
  })
})

describe('our own clock', () => {
  const reading = (offsetMs: number, errorMs = 20): ClockReading => ({ source: `${offsetMs}`, offsetMs, errorMs })

  it('is off by half of what the two ways differ: RFC 5905 §8, T2-T1 and T3-T4', () => {
    const value = { stratum: 1, receivedAt: 1_130, sentAt: 1_140, errorMs: 1 }
    expect(readingOf('a', value, 1_000, 1_070)).toEqual({ source: 'a', offsetMs: 100, errorMs: 36 })
  })

  it.each<[string, number[], string]>([
    ['three agree on nothing', [0, 3, -4], 'right'],
    ['the median is at the warning limit', [100, 100, 100], 'right'],
    ['it is a millisecond over', [101, 101, 101], 'drifting'],
    ['it is at the limit', [-1_000, -1_000, -1_000], 'drifting'],
    ['it is a millisecond over the limit', [-1_001, -1_001, -1_001], 'wrong'],
    ['one of three lies by an hour', [3_600_000, 2, 1], 'right'],
    ['two of three lie the same lie', [3_600_000, 3_600_001, 1], 'wrong'],
    ['all disagree', [0, 500, 1_000], 'unknown'],
  ])('when %s', (_, offsets, state) => {
    expect(
      judgeClock(
        offsets.map((one) => reading(one)),
        offsets.length,
      ).state,
    ).toBe(state)
  })

  it('is unknown when half of the sources are silent, and when all are', () => {
    expect(judgeClock([reading(0), reading(1)], 4)).toMatchObject({ state: 'unknown', agreeing: 2 })
    expect(judgeClock([reading(0), reading(1)], 3).state).toBe('right')
    expect(judgeClock([], 3).state).toBe('unknown')
  })
})
