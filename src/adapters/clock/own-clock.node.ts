// Asks the configured time servers what time it is, and remembers how our clock stood when they were last asked.

import { randomBytes } from 'node:crypto'
import type { Egress } from '#adapters/egress/egress.ts'
import { ntpQuestion, readNtpAnswer } from '#core/network/ntp.ts'
import { type ClockReading, type ClockStanding, judgeClock, readingOf } from '#core/network/own-clock.ts'
import type { Instant } from '#core/verdict.ts'
import type { OwnClock } from '#src/ports.ts'

const TIMEOUT_MS = 3_000

export interface TimeServer {
  host: string
  port: number
}

export interface OwnClockOptions {
  egress: Pick<Egress, 'exchange'>
  servers: readonly TimeServer[]
  now: () => Instant
}

export function ownClock({ egress, servers, now }: OwnClockOptions): OwnClock {
  let standing: ClockStanding = { state: 'unchecked', agreeing: 0, sources: servers.length }
  return {
    standing: () => standing,
    async check() {
      if (servers.length === 0) return standing
      const readings = await Promise.all(servers.map((server) => ask(egress, server, now)))
      standing = judgeClock(
        readings.filter((one) => one !== undefined),
        servers.length,
      )
      return standing
    },
  }
}

/** Nothing for a source that is silent, not synchronised or not answering us. */
async function ask(
  egress: Pick<Egress, 'exchange'>,
  { host, port }: TimeServer,
  now: () => Instant,
): Promise<ClockReading | undefined> {
  const mark = randomBytes(8)
  try {
    const { answer, roundTripMs } = await egress.exchange({
      host,
      port,
      timeoutMs: TIMEOUT_MS,
      question: ntpQuestion(mark),
    })
    const received = now()
    const read = readNtpAnswer(answer, mark, received)
    return read.ok ? readingOf(`${host}:${port}`, read.value, received - roundTripMs, received) : undefined
  } catch {
    return undefined
  }
}
