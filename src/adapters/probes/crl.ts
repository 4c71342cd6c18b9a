// crl: fetches a list, judges it against its issuer, and against what the last visit saw.

import { createHash } from 'node:crypto'
import { z } from 'zod'
import { fromBase64 } from '#core/bytes/base64.ts'
import { toHex } from '#core/bytes/hex.ts'
import { judge } from '#core/checks/check.ts'
import { CRL_CHECKS } from '#core/checks/crl.ts'
import { type Crl, crlNumberOf, crlNumberText, parseCrl } from '#core/revocation/crl.ts'
import { judgeCrl } from '#core/revocation/judge-crl.ts'
import { nameText } from '#core/x509/names.ts'
import { oneCertificate } from './certificates.ts'
import { exchange } from './exchange.ts'
import { serialText } from './ocsp.ts'
import type { Probe } from './probe.ts'
import { readSettings } from './settings.ts'

const SETTINGS = {
  issuer: oneCertificate,
  /** Serials (hex) known to be revoked and not expired. */
  revokedCanaries: z.array(serialText).default([]),
  /** Further serials (hex) known to be revoked and not expired: they may not leave the list either. */
  knownRevoked: z.array(serialText).default([]),
  /** What the last visit saw (core/checks/previous.ts). */
  previous: z
    .strictObject({
      number: z.string().regex(/^\d+$/).optional(),
      sha256: z.string(),
      crl: z.string().optional(),
    })
    .optional(),
  warnRemainingPercent: z.number().min(0).max(100).default(25),
  warnRemainingHours: z.number().min(0).default(12),
  warnVanishedPercent: z.number().min(0).max(100).default(10),
}

export const crlProbe: Probe = {
  id: 'crl/1',
  exchanges: 1,
  run: async ({ target: url, settings, timeoutMs }, recorder, deps) => {
    const { issuer, revokedCanaries, knownRevoked, previous, ...thresholds } = readSettings(SETTINGS, settings)
    recorder.thresholds(thresholds)
    const response = await exchange({ name: 'crl', url, timeoutMs, maxRedirects: 3 }, recorder, deps)
    if (!response) return
    const parsed = parseCrl(response.body)
    if (!parsed.ok) {
      const params = { problem: parsed.error.code, offset: parsed.error.offset }
      return recorder.reasons([{ code: 'crl.response-malformed', verdict: 'fail', citation: 'RFC 5280 §5.1', params }])
    }
    const crl = parsed.value
    const at = deps.now()
    const number = crlNumberOf(crl)
    const seen = {
      sha256: createHash('sha256').update(crl.raw).digest('hex'),
      number: number && crlNumberText(number),
    }
    const known = new Set([...revokedCanaries, ...knownRevoked].map(toHex))
    const evidence = {
      ...seen,
      at,
      issuer: nameText(crl.issuer),
      thisUpdate: crl.thisUpdate,
      ...(crl.nextUpdate === undefined ? {} : { nextUpdate: crl.nextUpdate }),
      judged: await judgeCrl(crl, { signers: [issuer], at }, deps.primitives),
      missingCanaries: revokedCanaries.filter((serial) => !crl.find(serial, () => true)).map(toHex),
      ...(previous ? { previous } : {}),
      ...changes(crl, previous?.crl, known),
    }
    recorder.measure({
      ...seen,
      number: seen.number ?? null,
      entries: crl.count,
      sizeBytes: crl.raw.length,
      thisUpdate: new Date(crl.thisUpdate).toISOString(),
      nextUpdate: crl.nextUpdate === undefined ? null : new Date(crl.nextUpdate).toISOString(),
      removedSerials: evidence.vanished.length,
    })
    recorder.reasons(judge(CRL_CHECKS, evidence, thresholds))
  },
}

/** What the previous list held and this one does not. Without the previous list, or with one too large to keep, nothing is known. */
function changes(crl: Crl, previous: string | undefined, known: ReadonlySet<string>) {
  const bytes = previous === undefined ? undefined : fromBase64(previous)
  const parsed = bytes && parseCrl(bytes)
  const former = parsed?.ok ? parsed.value : undefined
  const vanished: string[] = []
  for (const { serial } of former?.entries() ?? []) {
    if (!crl.find(serial, () => true)) vanished.push(toHex(serial))
  }
  return {
    vanished,
    previousCount: former?.count ?? 0,
    vanishedKnown: vanished.filter((serial) => known.has(serial)),
  }
}
