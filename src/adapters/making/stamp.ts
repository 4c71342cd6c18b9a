// A timestamp asked of an authority (RFC 3161 §2.4, §3.4): the answer is taken only when it is over these octets and answers this question.

import { randomBytes } from 'node:crypto'
import type { Egress } from '#adapters/egress/egress.ts'
import { EgressError } from '#adapters/egress/error.ts'
import { hash } from '#adapters/pkijs/signed-data.ts'
import type { Primitives } from '#core/primitives.ts'
import { judgeTimestamp } from '#core/tsp/judge.ts'
import { writeTimestampQuery } from '#core/tsp/query.ts'
import { readTimestampResponse } from '#core/tsp/token.ts'
import type { Instant } from '#core/verdict.ts'
import { AppError } from '#src/context.ts'
import type { Timestamper } from '#src/ports.ts'

/** DER of a timestamp token over `octets`. */
export type Stamp = (octets: Uint8Array, digest: 'sha256' | 'sm3') => Promise<Uint8Array>

const TIMEOUT_MS = 10_000
const MAX_ANSWER_BYTES = 64 * 1024

export interface StampOptions {
  url: string
  egress: Egress
  primitives: Primitives
  now: () => Instant
}

/** @throws AppError `unavailable` when there is no answer, or one that does not answer the question */
export function stampFrom({ url, egress, primitives, now }: StampOptions): Stamp {
  return async (octets, digest) => {
    const nonce = new Uint8Array(randomBytes(8))
    nonce[0] = ((nonce[0] ?? 0) & 0x7f) | 0x40
    const query = writeTimestampQuery({ imprint: hash(digest, octets), hash: digest, nonce, certReq: true })
    const body = await answerOf(egress, url, query)
    const response = readTimestampResponse(body)
    const token = response.ok ? response.value.token : undefined
    // Whether the authority is trusted is for those who verify to say; that it answers this question is known here.
    const trust = { anchors: [], intermediates: [], crls: [], ocsps: [], at: now(), requireRevocation: false }
    const report = await judgeTimestamp({ file: body, query, data: octets, trust }, primitives)
    if (!token || report.technical !== 'intact' || report.verdict === 'INVALID') {
      const problem = report.subIndication ?? report.indication
      throw new AppError('unavailable', 'signing.timestamp-refused', { problem })
    }
    return token
  }
}

/** The authorities in their order, until one answers. */
export function timestamper(options: Omit<StampOptions, 'url'>): Timestamper {
  return {
    async stamp(octets, urls) {
      let last: unknown = new AppError('unavailable', 'signing.timestamp-unreachable', { problem: '' })
      for (const url of urls) {
        try {
          return { token: await stampFrom({ ...options, url })(octets, 'sha256'), authority: url }
        } catch (error) {
          if (!(error instanceof AppError)) throw error
          last = error
        }
      }
      throw last
    },
  }
}

async function answerOf(egress: Egress, url: string, query: Uint8Array): Promise<Uint8Array> {
  try {
    const { status, body } = await egress.fetch({
      url,
      method: 'POST',
      headers: { 'content-type': 'application/timestamp-query' },
      body: query,
      maxBytes: MAX_ANSWER_BYTES,
      timeoutMs: TIMEOUT_MS,
    })
    if (status !== 200)
      throw new AppError('unavailable', 'signing.timestamp-unreachable', { problem: `HTTP ${status}` })
    return body
  } catch (error) {
    if (!(error instanceof EgressError)) throw error
    throw new AppError('unavailable', 'signing.timestamp-unreachable', { problem: error.problem })
  }
}
