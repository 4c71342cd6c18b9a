// Verifications as the API writes them.

import { z } from '@hono/zod-openapi'
import type { SubIndication } from '#core/verdict.ts'
import { REPORT_SCHEMA_VERSION, type ReportKind } from '#core/verification-report.ts'
import type { Role } from '#src/context.ts'
import { VERDICTS } from './inputs.ts'
import type { RerunLine, VerificationLine, VerificationRow } from './list.ts'
import type { FileRow } from './material.ts'

/** Who verifies documents, and who asks what was verified; what a district clerk is shown, the verbs narrow (rules.ts). */
export const VERIFIERS = ['operator', 'ra-officer', 'district-clerk', 'auditor'] as const satisfies readonly Role[]
/** Who decides what is watched. */
export const ARCHIVISTS = ['operator', 'auditor'] as const satisfies readonly Role[]

/** Held against core's own lists by the compiler, where reports are served. */
const KINDS = [
  'certificate-path',
  'cms',
  'timestamp',
  'evidence-record',
  'seal',
  'seal-signature',
  'ocsp',
  'pdf',
  'ofd',
  'jws',
  'xml',
  'asic',
  'not-supported',
] as const satisfies readonly ReportKind[]
const SUB_INDICATIONS = [
  'FORMAT_FAILURE',
  'HASH_FAILURE',
  'SIG_CRYPTO_FAILURE',
  'REVOKED',
  'EXPIRED',
  'NOT_YET_VALID',
  'SIG_CONSTRAINTS_FAILURE',
  'CHAIN_CONSTRAINTS_FAILURE',
  'CERTIFICATE_CHAIN_GENERAL_FAILURE',
  'CRYPTO_CONSTRAINTS_FAILURE',
  'CRYPTO_CONSTRAINTS_FAILURE_NO_POE',
  'POLICY_PROCESSING_ERROR',
  'SIGNATURE_POLICY_NOT_AVAILABLE',
  'TIMESTAMP_ORDER_FAILURE',
  'NO_SIGNING_CERTIFICATE_FOUND',
  'NO_CERTIFICATE_CHAIN_FOUND',
  'NO_CERTIFICATE_CHAIN_FOUND_NO_POE',
  'REVOKED_NO_POE',
  'REVOKED_CA_NO_POE',
  'OUT_OF_BOUNDS_NOT_REVOKED',
  'OUT_OF_BOUNDS_NO_POE',
  'REVOCATION_OUT_OF_BOUNDS_NO_POE',
  'NO_POE',
  'TRY_LATER',
  'SIGNED_DATA_NOT_FOUND',
  'GENERIC',
] as const satisfies readonly SubIndication[]

const Text = z.object({ zh: z.string(), en: z.string() })
const Verdict = z.enum(VERDICTS)
/** RFC 3339 in UTC; a certificate may name years beyond 9999 or before 1000. */
const Moment = z.string().regex(/^([+-]\d{6}|\d{4})-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/)
const HexOctets = z.string().regex(/^([0-9a-f]{2})*$/)
const Digest = z.string().regex(/^[0-9a-f]{64}$/)
const Times = z.object({ claimed: Moment.optional(), proven: Moment.optional(), validation: Moment })
const Technical = z.enum(['intact', 'broken', 'digest-only', 'unreadable', 'no-signature'])
const Sub = z.enum(SUB_INDICATIONS)

const Params = z.record(z.string(), z.union([z.string(), z.number()]))
const Stops = z.object({ at: Moment, code: z.string(), text: Text })
const Revocation = z.object({
  status: z.enum(['good', 'revoked', 'unknown', 'not-checked']),
  source: z.enum(['crl', 'ocsp']).optional(),
  thisUpdate: Moment.optional(),
  nextUpdate: Moment.optional(),
  revokedAt: Moment.optional(),
})
const ChainLink = z.object({
  role: z.enum(['target', 'intermediate', 'anchor']),
  subject: z.string(),
  issuer: z.string(),
  serialHex: HexOctets,
  notBefore: Moment,
  notAfter: Moment,
  algorithm: z.string(),
  revocation: Revocation.optional(),
})

const Finding = z.object({
  code: z.string(),
  effect: z.enum(['fatal', 'unknown', 'defect', 'note']),
  clause: z.string(),
  subIndication: Sub.optional(),
  params: Params.optional(),
  text: Text,
})

export const STEP_STATUSES = ['passed', 'failed', 'indeterminate', 'defective', 'skipped'] as const

const Step = z
  .object({
    id: z.string(),
    title: Text,
    status: z.enum(STEP_STATUSES),
    clause: z.string(),
    findings: z.array(Finding),
    evidence: Params.optional(),
  })
  .openapi('VerificationStep')

export const SIGNER_ROLES = ['signer', 'timestamp', 'countersigner', 'seal-maker', 'seal-signer'] as const

const Signer = z
  .object({
    role: z.enum(SIGNER_ROLES),
    subject: z.string().optional(),
    issuer: z.string().optional(),
    serialHex: HexOctets.optional(),
    notBefore: Moment.optional(),
    notAfter: Moment.optional(),
    algorithm: z.string().optional(),
    identity: z.array(z.object({ oid: z.string(), zh: z.string(), en: z.string(), value: z.string() })),
    verdict: Verdict,
    technical: Technical,
    times: Times,
    steps: z.array(Step),
    chain: z.array(ChainLink).optional(),
    level: z.enum(['B', 'T', 'LT', 'LTA']).optional(),
    stopsValidating: Stops.optional(),
  })
  .openapi('VerificationSigner')

const Place = z.object({
  page: z.int().nonnegative(),
  rectangle: z.tuple([z.number(), z.number(), z.number(), z.number()]).readonly().optional(),
})

const Marks = z.object({
  pages: z.int().nonnegative(),
  revisions: z.array(
    z.object({ number: z.int().positive(), bytes: z.int().nonnegative(), signedBy: z.array(z.string()) }),
  ),
  signatures: z.array(
    z.object({
      field: z.string(),
      kind: z.enum(['signature', 'timestamp']),
      places: z.array(Place),
      covered: z.array(z.int().nonnegative()).optional(),
      revision: z.int().positive().optional(),
      hasLaterOctets: z.boolean(),
      changes: z.array(
        z.object({
          code: z.string(),
          effect: z.enum(['fatal', 'unknown', 'defect', 'note']),
          where: z.string(),
          places: z.array(Place),
        }),
      ),
    }),
  ),
})

export const ReportShape = z
  .object({
    schemaVersion: z.literal(REPORT_SCHEMA_VERSION),
    kind: z.enum(KINDS),
    verdict: Verdict,
    indication: z.enum(['TOTAL_PASSED', 'INDETERMINATE', 'TOTAL_FAILED']),
    subIndication: Sub.optional(),
    technical: Technical,
    dialect: z.string().optional(),
    times: Times,
    signers: z.array(Signer),
    steps: z.array(Step),
    stopsValidating: Stops.optional(),
    secondOpinion: z
      .object({ engine: z.string(), outcome: z.enum(['agrees', 'disagrees', 'not-possible']) })
      .optional(),
    marks: Marks.optional(),
    engine: z.object({ name: z.string(), version: z.string() }),
    policy: z.object({ id: z.string(), version: z.number() }).optional(),
    inputs: z.array(
      z.object({
        name: z.string(),
        role: z.enum(['object', 'content', 'detached', 'query', 'anchor', 'intermediate', 'crl', 'ocsp']),
        bytes: z.int().nonnegative(),
        sha256: Digest,
        sm3: Digest,
      }),
    ),
  })
  .openapi('VerificationReport')

export const LineShape = z
  .object({
    id: z.string(),
    number: z.string(),
    createdAt: z.iso.datetime(),
    actor: z.object({ id: z.string(), name: z.string() }),
    fileName: z.string(),
    sha256: z.string(),
    kind: z.string(),
    verdict: Verdict,
    indication: z.string(),
    subIndication: z.string().nullable(),
    technical: z.string(),
    reasons: z.array(z.string()).openapi({ description: 'Codes of the findings that made the verdict' }),
    mainReason: Text.nullable(),
    rerunOf: z.string().nullable(),
    batchId: z.string().nullable(),
    isWatched: z.boolean(),
    stopsValidatingAt: z.iso.datetime().nullable(),
  })
  .openapi('Verification')

const MaterialShape = z.object({
  role: z.enum(['object', 'content', 'detached', 'query', 'anchor', 'intermediate', 'crl', 'ocsp']),
  isHouse: z.boolean().openapi({ description: 'From the trust material of the house' }),
  name: z.string(),
  sha256: z.string(),
  bytes: z.number(),
  isKept: z.boolean(),
  removedAt: z.iso.datetime().nullable(),
})

export const DetailShape = LineShape.extend({
  judgedAt: z.iso.datetime(),
  stopsValidating: Stops.nullable(),
  revalidated: z.object({ at: z.iso.datetime(), verdict: Verdict }).nullable(),
  materials: z.array(MaterialShape),
  reruns: z.array(z.object({ id: z.string(), number: z.string(), verdict: Verdict, createdAt: z.iso.datetime() })),
  report: ReportShape,
}).openapi('VerificationDetail')

const FieldDifference = z.object({ field: z.string(), before: z.string().nullable(), after: z.string().nullable() })
const StepDifference = z.object({
  id: z.string(),
  title: Text,
  before: Step.shape.status.nullable(),
  after: Step.shape.status.nullable(),
  onlyBefore: z.array(Finding),
  onlyAfter: z.array(Finding),
})
const Input = ReportShape.shape.inputs.element

export const DifferencesShape = z
  .object({
    isSame: z.boolean(),
    fields: z.array(FieldDifference),
    steps: z.array(StepDifference),
    signers: z.array(
      z.object({
        role: z.string(),
        subject: z.string().optional(),
        serialHex: z.string().optional(),
        presence: z.enum(['both', 'before', 'after']),
        fields: z.array(FieldDifference),
        steps: z.array(StepDifference),
        chain: z.object({ before: z.array(ChainLink), after: z.array(ChainLink) }).nullable(),
      }),
    ),
    inputs: z.object({ onlyBefore: z.array(Input), onlyAfter: z.array(Input) }),
  })
  .openapi('VerificationDifferences')

const iso = (at: number) => new Date(at).toISOString()

export function lineOf(row: VerificationLine): z.input<typeof LineShape> {
  const { id, number, fileName, sha256, kind, verdict, indication, subIndication, technical } = row
  const { reasons, mainReason, rerunOf, batchId, isWatched, stopsValidatingAt } = row
  return {
    id,
    number,
    createdAt: iso(row.createdAt),
    actor: { id: row.actorId, name: row.actorName },
    fileName,
    sha256,
    kind,
    verdict,
    indication,
    subIndication,
    technical,
    reasons,
    mainReason,
    rerunOf,
    batchId,
    isWatched,
    stopsValidatingAt: stopsValidatingAt === null ? null : iso(stopsValidatingAt),
  }
}

export function detailOf(
  row: VerificationRow,
  files: readonly FileRow[],
  reruns: readonly RerunLine[],
): z.input<typeof DetailShape> {
  const { judgedAt, stopsValidating, revalidatedAt, revalidatedVerdict, report } = row
  return {
    ...lineOf(row),
    judgedAt: iso(judgedAt),
    stopsValidating,
    revalidated:
      revalidatedAt !== null && revalidatedVerdict ? { at: iso(revalidatedAt), verdict: revalidatedVerdict } : null,
    materials: materialsOf(files),
    reruns: reruns.map(({ createdAt, ...one }) => ({ ...one, createdAt: iso(createdAt) })),
    report,
  }
}

const ROLES: Readonly<Record<FileRow['field'], z.input<typeof MaterialShape>['role']>> = {
  object: 'object',
  content: 'content',
  detached: 'detached',
  query: 'query',
  anchors: 'anchor',
  tsaAnchors: 'anchor',
  certificateAnchors: 'anchor',
  intermediates: 'intermediate',
  crls: 'crl',
  ocsps: 'ocsp',
}

/** An anchor for documents and timestamps alike is one file. */
function materialsOf(files: readonly FileRow[]): z.input<typeof MaterialShape>[] {
  const shown = files.map(({ field, isHouse, name, sha256, sizeBytes, keptAs, removedAt }) => ({
    role: ROLES[field],
    isHouse,
    name,
    sha256,
    bytes: sizeBytes,
    isKept: keptAs !== null,
    removedAt: removedAt === null ? null : iso(removedAt),
  }))
  return [...new Map(shown.map((one) => [`${one.role} ${one.isHouse} ${one.sha256} ${one.name}`, one])).values()]
}
