// The question to a time server and what its answer is worth (RFC 5905 §7.3, client mode): 48 octets each way.
// Not checked: who the server is. NTP without authentication proves nothing by itself; several sources must agree.

import type { Instant, Result } from '../verdict.ts'

const PACKET_BYTES = 48
/** From 1900 to 1970. */
const ERA_OFFSET_S = 2_208_988_800
/** One turn of the 32-bit seconds: era 1 begins on 2036-02-07. */
const ERA_S = 2 ** 32
const CLIENT_V4 = 0x23
const SERVER_MODE = 4
/** What is not synchronised says so by stratum 16, leap 3, or a kiss of death (stratum 0). */
const MAX_STRATUM = 15
const UNSYNCHRONISED = 3

export type NtpProblem = 'clock.answer-malformed' | 'clock.answer-not-ours' | 'clock.source-unsynchronised'

export interface NtpAnswer {
  stratum: number
  receivedAt: Instant
  sentAt: Instant
  /** How far the server itself may be off, half its way to the root included. */
  errorMs: number
}

/** @param mark eight octets nobody else knows: they stand as our time of sending and must come back as the origin */
export function ntpQuestion(mark: Uint8Array): Uint8Array {
  const packet = new Uint8Array(PACKET_BYTES)
  packet[0] = CLIENT_V4
  packet.set(mark.subarray(0, 8), 40)
  return packet
}

/** @param near a time the answer cannot be further from than half an era (68 years) */
export function readNtpAnswer(packet: Uint8Array, mark: Uint8Array, near: Instant): Result<NtpAnswer, NtpProblem> {
  if (packet.length < PACKET_BYTES) return { ok: false, error: 'clock.answer-malformed' }
  const view = new DataView(packet.buffer, packet.byteOffset, packet.byteLength)
  const [first, stratum] = [view.getUint8(0), view.getUint8(1)]
  const isMarked = mark.subarray(0, 8).every((octet, index) => packet[24 + index] === octet)
  if ((first & 7) !== SERVER_MODE || !isMarked) return { ok: false, error: 'clock.answer-not-ours' }
  const [receivedAt, sentAt] = [timestamp(view, 32, near), timestamp(view, 40, near)]
  if (first >> 6 === UNSYNCHRONISED || stratum === 0 || stratum > MAX_STRATUM || view.getUint32(40) === 0)
    return { ok: false, error: 'clock.source-unsynchronised' }
  const errorMs = shortMs(view, 8) + shortMs(view, 4) / 2
  return { ok: true, value: { stratum, receivedAt, sentAt, errorMs } }
}

/** 32 bits of seconds, 32 of fractions; the era is the one nearest to `near`. */
function timestamp(view: DataView, at: number, near: Instant): number {
  const seconds = view.getUint32(at) - ERA_OFFSET_S
  const era = Math.round((near / 1000 - seconds) / ERA_S)
  return (seconds + era * ERA_S) * 1000 + (view.getUint32(at + 4) / ERA_S) * 1000
}

/** 16 bits of seconds, 16 of fractions. */
function shortMs(view: DataView, at: number): number {
  return (view.getUint32(at) / 65_536) * 1000
}
