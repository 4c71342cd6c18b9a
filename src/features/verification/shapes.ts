// Verifications as the API writes them.

import { z } from '@hono/zod-openapi'
import type { Role } from '#src/context.ts'
import { VERDICTS } from './inputs.ts'
import type { VerificationLine } from './list.ts'

/** Who verifies documents, and who asks what was verified; what a district clerk is shown, the verbs narrow (rules.ts). */
export const VERIFIERS = ['operator', 'ra-officer', 'district-clerk', 'auditor'] as const satisfies readonly Role[]

const Text = z.object({ zh: z.string(), en: z.string() })
const Verdict = z.enum(VERDICTS)
const Times = z.object({ claimed: z.string().optional(), proven: z.string().optional(), validation: z.string() })

const Params = z.record(z.string(), z.union([z.string(), z.number()]))
const Stops = z.object({ at: z.string(), code: z.string(), text: Text })
const Revocation = z.object({
  status: z.enum(['good', 'revoked', 'unknown', 'not-checked']),
  source: z.enum(['crl', 'ocsp']).optional(),
  thisUpdate: z.string().optional(),
  nextUpdate: z.string().optional(),
  revokedAt: z.string().optional(),
})
const ChainLink = z.object({
  role: z.enum(['target', 'intermediate', 'anchor']),
  subject: z.string(),
  issuer: z.string(),
  serialHex: z.string(),
  notBefore: z.string(),
  notAfter: z.string(),
  algorithm: z.string(),
  revocation: Revocation.optional(),
})

const Finding = z.object({
  code: z.string(),
  effect: z.enum(['fatal', 'unknown', 'defect', 'note']),
  clause: z.string(),
  subIndication: z.string().optional(),
  params: Params.optional(),
  text: Text,
})

const Step = z
  .object({
    id: z.string(),
    title: Text,
    status: z.enum(['passed', 'failed', 'indeterminate', 'defective', 'skipped']),
    clause: z.string(),
    findings: z.array(Finding),
    evidence: Params.optional(),
  })
  .openapi('VerificationStep')

const Signer = z
  .object({
    role: z.string(),
    subject: z.string().optional(),
    issuer: z.string().optional(),
    serialHex: z.string().optional(),
    notBefore: z.string().optional(),
    notAfter: z.string().optional(),
    algorithm: z.string().optional(),
    identity: z.array(z.object({ oid: z.string(), zh: z.string(), en: z.string(), value: z.string() })),
    verdict: Verdict,
    technical: z.string(),
    times: Times,
    steps: z.array(Step),
    chain: z.array(ChainLink).optional(),
    level: z.enum(['B', 'T', 'LT', 'LTA']).optional(),
    stopsValidating: Stops.optional(),
  })
  .openapi('VerificationSigner')

export const ReportShape = z
  .object({
    kind: z.string(),
    verdict: Verdict,
    indication: z.enum(['TOTAL_PASSED', 'INDETERMINATE', 'TOTAL_FAILED']),
    subIndication: z.string().optional(),
    technical: z.string(),
    dialect: z.string().optional(),
    times: Times,
    signers: z.array(Signer),
    steps: z.array(Step),
    stopsValidating: Stops.optional(),
    secondOpinion: z
      .object({ engine: z.string(), outcome: z.enum(['agrees', 'disagrees', 'not-possible']) })
      .optional(),
    engine: z.object({ name: z.string(), version: z.string() }),
    policy: z.object({ id: z.string(), version: z.number() }).optional(),
    inputs: z.array(
      z.object({ name: z.string(), role: z.string(), bytes: z.number(), sha256: z.string(), sm3: z.string() }),
    ),
  })
  .openapi('VerificationReport')

export const LineShape = z
  .object({
    id: z.string(),
    createdAt: z.iso.datetime(),
    actor: z.object({ id: z.string(), name: z.string() }),
    fileName: z.string(),
    sha256: z.string(),
    kind: z.string(),
    verdict: Verdict,
    indication: z.string(),
    subIndication: z.string().nullable(),
    technical: z.string(),
  })
  .openapi('Verification')

export function lineOf(row: VerificationLine): z.input<typeof LineShape> {
  const { id, fileName, sha256, kind, verdict, indication, subIndication, technical } = row
  return {
    id,
    createdAt: new Date(row.createdAt).toISOString(),
    actor: { id: row.actorId, name: row.actorName },
    fileName,
    sha256,
    kind,
    verdict,
    indication,
    subIndication,
    technical,
  }
}
