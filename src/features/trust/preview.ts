// What a material is and what trusting it would mean, for the two persons who decide: read, checked against what the house has, and counted.

import { and, eq, isNull, sql } from 'drizzle-orm'
import { toHex } from '#core/bytes/hex.ts'
import { crlNumberOf, crlNumberText } from '#core/revocation/crl.ts'
import type { Certificate } from '#core/x509/certificate.ts'
import { keyKindOf } from '#core/x509/key.ts'
import { nameText, sameName } from '#core/x509/names.ts'
import { parseCertificate } from '#core/x509/parse.ts'
import { judgePath } from '#core/x509/path.ts'
import { checkSignature, type Signed } from '#core/x509/signatures.ts'
import { trustMaterials } from '#db/schema/trust.ts'
import type { Ctx } from '#src/context.ts'
import type { PolicyJson } from './inputs.ts'
import type { Described, ReadMaterial } from './read.ts'
import {
  certificateWarnings,
  evidenceWarnings,
  type MaterialRow,
  nationalWarnings,
  policyWarnings,
  type Warning,
} from './rules.ts'

export interface Preview extends Described {
  certificate?: CertificateFacts
  crl?: { entries: number; number?: string }
  ocsp?: { answers: number }
  policy?: PolicyJson
  /** From the material, or the issuer of evidence, up to an anchor of the house; empty where none was found. */
  chain: { subject: string; materialId?: string }[]
  nationalRoot?: { name: string; match: 'confirmed' | 'name-only' | 'impostor' }
  warnings: Warning[]
  /** The same content in use already. */
  duplicateOf?: string
  /** Stored verifications whose chain ends at this anchor, among the newest; absent for what is no anchor. */
  usedBy?: { verifications: number; among: number }
}

interface CertificateFacts {
  serialHex: string
  algorithm: string
  bits?: number
  isSelfSigned: boolean
}

interface Known {
  id: string
  kind: MaterialRow['kind']
  certificate: Certificate
}

export async function previewOf(ctx: Ctx, material: ReadMaterial): Promise<Preview> {
  const { content: _, certificate, crl, ocsp, nationalRoot, policy, ...described } = material
  const known = await knownCertificates(ctx)
  const facts = certificate && (await factsOf(ctx, certificate))
  const start = certificate ?? (await issuerOf(ctx, material, known))
  const chain = start ? await chainOf(ctx, start, known) : []
  const number = crl && crlNumberOf(crl)
  const duplicateOf = await sameContent(ctx, material)
  return {
    ...described,
    ...(facts && { certificate: facts }),
    ...(crl && { crl: { entries: crl.count, ...(number && { number: crlNumberText(number) }) } }),
    ...(ocsp?.basic && { ocsp: { answers: ocsp.basic.responses.length } }),
    ...(policy && { policy }),
    ...(nationalRoot && { nationalRoot: { name: nationalRoot.name, match: nationalRoot.match } }),
    chain,
    ...(duplicateOf !== undefined && { duplicateOf }),
    ...(certificate && material.kind === 'anchor' && { usedBy: await usedBy(ctx, certificate) }),
    warnings: [
      ...(duplicateOf === undefined ? [] : [{ code: 'trust.duplicate' }]),
      ...nationalWarnings(material),
      ...(certificate ? certificateWarnings(certificate, material.kind, ctx.now) : []),
      ...signatureWarnings(material, facts, chain.length > 0),
      ...(crl || ocsp ? evidenceWarnings(material, ctx.now) : []),
      ...(policy ? policyWarnings(policy) : []),
    ],
  }
}

function signatureWarnings(
  { kind, certificate }: ReadMaterial,
  facts: CertificateFacts | undefined,
  isChained: boolean,
) {
  const isSelfIssued = certificate && sameName(certificate.subject, certificate.issuer)
  if (kind === 'anchor') return isSelfIssued && !facts?.isSelfSigned ? [{ code: 'trust.self-signature-bad' }] : []
  return kind === 'policy' || isChained ? [] : [{ code: 'trust.chains-nowhere' }]
}

async function factsOf({ ports }: Ctx, certificate: Certificate): Promise<CertificateFacts> {
  const own = await checkSignature(ports.primitives, certificate, certificate.publicKeyInfo)
  return { serialHex: toHex(certificate.serial), ...keyKindOf(certificate), isSelfSigned: own === 'good' }
}

async function knownCertificates(ctx: Ctx): Promise<Known[]> {
  const rows = await ctx.db
    .select({ id: trustMaterials.id, kind: trustMaterials.kind, content: trustMaterials.content })
    .from(trustMaterials)
    .where(and(isNull(trustMaterials.removedAt), sql`${trustMaterials.kind} in ('anchor', 'intermediate')`))
  return rows.flatMap(({ id, kind, content }) => {
    const parsed = parseCertificate(content)
    return parsed.ok ? [{ id, kind, certificate: parsed.value }] : []
  })
}

/** Whose key verifies the evidence, among what the house knows and what came with an OCSP response. */
async function issuerOf({ ports }: Ctx, { crl, ocsp }: ReadMaterial, known: Known[]): Promise<Certificate | undefined> {
  const signed: Signed | undefined = crl ?? ocsp?.basic
  if (!signed) return undefined
  const houses = known.map(({ certificate }) => certificate)
  const candidates = crl ? houses.filter(({ subject }) => sameName(subject, crl.issuer)) : houses
  for (const candidate of [...(ocsp?.basic?.certificates ?? []), ...candidates])
    if ((await checkSignature(ports.primitives, signed, candidate.publicKeyInfo)) === 'good') return candidate
  return undefined
}

/** Revocation is not asked here: this tells where a chain leads, not whether it holds today. */
async function chainOf({ ports, now }: Ctx, target: Certificate, known: Known[]): Promise<Preview['chain']> {
  const of = (kind: Known['kind']) => known.filter((one) => one.kind === kind).map(({ certificate }) => certificate)
  const idOf = (certificate: Certificate) =>
    known.find((one) => toHex(one.certificate.raw) === toHex(certificate.raw))?.id
  const question = { target, anchors: of('anchor'), intermediates: of('intermediate'), crls: [], ocsps: [], at: now }
  const { chain } = await judgePath({ ...question, requireRevocation: false }, ports.primitives)
  const last = chain.at(-1)
  const endsAtAnchor = known.some(
    ({ kind, certificate }) => kind === 'anchor' && last && toHex(certificate.raw) === toHex(last.raw),
  )
  if (!endsAtAnchor) return []
  return chain.map((one) => {
    const materialId = idOf(one)
    return { subject: nameText(one.subject), ...(materialId !== undefined && { materialId }) }
  })
}

async function sameContent(ctx: Ctx, { kind, sha256 }: ReadMaterial): Promise<string | undefined> {
  const [row] = await ctx.db
    .select({ id: trustMaterials.id })
    .from(trustMaterials)
    .where(and(eq(trustMaterials.kind, kind), eq(trustMaterials.sha256, sha256), isNull(trustMaterials.removedAt)))
  return row?.id
}

/** Reports hold no fingerprints of their chains: an anchor is told by subject and serial number, among the newest reports only. */
const COUNTED_REPORTS = 5000

async function usedBy(ctx: Ctx, certificate: Certificate): Promise<{ verifications: number; among: number }> {
  const end = { role: 'anchor', serialHex: toHex(certificate.serial), subject: nameText(certificate.subject) }
  const wanted = JSON.stringify({ signers: [{ chain: [end] }] }).replaceAll('\\u0000', '\ufffd')
  const { rows } = await ctx.db.execute<{ used: string; among: string }>(sql`
    select count(*) filter (where report @> ${wanted}::jsonb) as used, count(*) as among
    from (select report from verifications order by created_at desc, id desc limit ${COUNTED_REPORTS}) newest`)
  return { verifications: Number(rows[0]?.used ?? 0), among: Number(rows[0]?.among ?? 0) }
}
