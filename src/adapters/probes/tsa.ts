// tsa: has fresh imprints stamped, judges the tokens, and compares their clock with ours.

import { createHash, randomBytes } from 'node:crypto'
import { z } from 'zod'
import { toHex } from '#core/bytes/hex.ts'
import { judge } from '#core/checks/check.ts'
import { type TimestampAnswer, TSA_CHECKS } from '#core/checks/tsa.ts'
import { judgeTimestamp, type TimestampReport } from '#core/tsp/judge.ts'
import { writeTimestampQuery } from '#core/tsp/query.ts'
import type { Instant } from '#core/verdict.ts'
import type { Certificate } from '#core/x509/certificate.ts'
import { nameText } from '#core/x509/names.ts'
import { certificateList } from './certificates.ts'
import { exchange, latencyMs } from './exchange.ts'
import type { Probe, ProbeDeps } from './probe.ts'
import type { Recorder } from './recorder.ts'
import { findingsOf, trustNow } from './reports.ts'
import { readSettings } from './settings.ts'

const DIGESTS = ['sha256', 'sha384', 'sha512', 'sm3'] as const
type Digest = (typeof DIGESTS)[number]

const THRESHOLDS = {
  /** Dotted OIDs an answer may name; empty: any. */
  policies: z.array(z.string()).default([]),
  warnDriftMs: z.number().positive().default(500),
  failDriftMs: z.number().positive().default(1_000),
  maxClockOffsetMs: z.number().positive().default(200),
  maxAccuracyMs: z.number().positive().default(1_000),
  warnCertificateDays: z.number().min(0).default(60),
  failCertificateDays: z.number().min(0).default(14),
  warnLatencyMs: z.number().positive().default(1_000),
  failLatencyMs: z.number().positive().default(5_000),
}

const SETTINGS = {
  ...THRESHOLDS,
  anchors: certificateList,
  intermediates: certificateList.optional(),
  /** One question each. One alone is asked twice: serials must differ within a visit too. */
  digests: z.array(z.enum(DIGESTS)).min(1).default(['sha256', 'sm3']),
  /** What the last visit saw (core/checks/previous.ts). */
  previous: z.strictObject({ serials: z.array(z.string()) }).optional(),
}

const NONCE_BYTES = 8

interface Question {
  url: string
  digest: Digest
  name: string
  timeoutMs: number
  anchors: readonly Certificate[]
  intermediates: readonly Certificate[]
}

export const tsaProbe: Probe = {
  id: 'tsa/1',
  exchanges: 4,
  run: async ({ target: url, settings, timeoutMs }, recorder, deps) => {
    const { anchors, intermediates = [], digests, previous, ...limits } = readSettings(SETTINGS, settings)
    const { policies, ...numbers } = limits
    recorder.thresholds({ ...numbers, policies: policies.join(' ') })
    const answers: TimestampAnswer[] = []
    const asked = digests.length > 1 ? digests : [...digests, ...digests]
    for (const [index, digest] of asked.entries()) {
      const name = `${digest} ${index + 1}`
      const answer = await ask({ url, digest, name, timeoutMs, anchors, intermediates }, recorder, deps)
      if (!answer) break
      answers.push(answer)
    }
    const clockOffsetMs = deps.clockOffsetMs?.()
    measure(recorder, answers, clockOffsetMs)
    const evidence = { at: deps.now(), answers, previousSerials: previous?.serials ?? [], clockOffsetMs }
    recorder.reasons(judge(TSA_CHECKS, evidence, limits))
  },
}

async function ask(question: Question, recorder: Recorder, deps: ProbeDeps): Promise<TimestampAnswer | undefined> {
  const { url, digest, name, timeoutMs, anchors, intermediates } = question
  const imprint = new Uint8Array(createHash(digest).update(randomBytes(32)).digest())
  const nonce = new Uint8Array(randomBytes(NONCE_BYTES))
  nonce[0] = ((nonce[0] ?? 0) & 0x7f) | 0x40
  const query = writeTimestampQuery({ imprint, hash: digest, nonce, certReq: true })
  const before = { wall: deps.now(), monotonic: deps.monotonicMs() }
  const request = {
    url,
    name,
    method: 'POST',
    body: query,
    requestType: 'application/timestamp-query',
    timeoutMs,
  } as const
  const response = await exchange(request, recorder, deps)
  if (!response) return undefined
  // The token was made while the server thought: the connection before it is no part of that.
  const appMs = response.phasesMs.app
  const middle = before.wall + (deps.monotonicMs() - before.monotonic) - appMs / 2
  const trust = trustNow(anchors, intermediates, deps.now())
  const report = await judgeTimestamp({ file: response.body, query, trust }, deps.primitives)
  const certificate = report.signers[0]?.certificate
  return {
    digest,
    findings: findingsOf(report),
    ...tokenOf(report, middle, appMs, deps.clockOffsetMs?.() ?? 0),
    ...(certificate ? { certificate: { subject: nameText(certificate.subject), notAfter: certificate.notAfter } } : {}),
    latencyMs: latencyMs(response),
  }
}

/** genTime without fraction names a whole second: the moment meant lies half of it later, give or take that half. */
function tokenOf(
  { info }: TimestampReport,
  middle: Instant,
  appMs: number,
  clockOffsetMs: number,
): Pick<TimestampAnswer, 'token'> {
  if (!info) return {}
  const halfResolutionMs = 500 / 10 ** (info.fraction?.length ?? 0)
  return {
    token: {
      serial: toHex(info.serial),
      policy: info.policy,
      driftMs: info.genTime + halfResolutionMs - middle + clockOffsetMs,
      boundMs: appMs / 2 + halfResolutionMs,
      ...(info.accuracyMicros === undefined ? {} : { accuracyMs: info.accuracyMicros / 1_000 }),
    },
  }
}

function measure(recorder: Recorder, answers: readonly TimestampAnswer[], clockOffsetMs: number | undefined): void {
  const tokens = answers.flatMap(({ token }) => (token ? [token] : []))
  recorder.measure({
    clockOffsetMs: clockOffsetMs ?? null,
    driftMs: tokens[0] ? Math.round(tokens[0].driftMs) : null,
    boundMs: tokens[0] ? Math.round(tokens[0].boundMs) : null,
    serials: tokens.map(({ serial }) => serial).join(' '),
    latencyMs: answers.length > 0 ? Math.round(Math.max(...answers.map((answer) => answer.latencyMs))) : null,
  })
}
