// What a file is, for whoever is to trust it: whom it is about, how long it holds, its fingerprints.

import { canonicalJson } from '#core/bytes/canonical-json.ts'
import { toHex } from '#core/bytes/hex.ts'
import { unarmoured } from '#core/formats.ts'
import { type NationalMatch, nationalRootOf } from '#core/gm/national-roots.ts'
import type { Primitives } from '#core/primitives.ts'
import { type Crl, parseCrl } from '#core/revocation/crl.ts'
import { type OcspResponse, parseOcspResponse } from '#core/revocation/ocsp.ts'
import type { Instant, Result } from '#core/verdict.ts'
import type { Certificate } from '#core/x509/certificate.ts'
import { nameText } from '#core/x509/names.ts'
import { parseCertificate } from '#core/x509/parse.ts'
import type { MATERIAL_KINDS } from '#db/schema/trust.ts'
import { AppError } from '#src/context.ts'
import { PolicyJson } from './inputs.ts'

export type MaterialKind = (typeof MATERIAL_KINDS)[number]

export interface UploadedFile {
  name: string
  bytes: Uint8Array
}

/** What a material is about, as it is stored beside its content. */
export interface Described {
  kind: MaterialKind
  sha256: string
  sm3: string
  subject: string
  issuer: string
  validFrom: Instant | null
  validUntil: Instant | null
}

/** The parsed content; which fields there are follows from `kind`. */
export interface ReadMaterial extends Described {
  content: Uint8Array
  certificate?: Certificate
  nationalRoot?: NationalMatch
  crl?: Crl
  ocsp?: OcspResponse
  policy?: PolicyJson
}

/** Larger ones are refused: every verification is given all of them. */
export const MAX_MATERIAL_BYTES = 16 * 1024 * 1024

/** @throws AppError `bad-input` or `limit`: no file, several objects in it, or not what it is said to be */
export async function readMaterial(
  kind: MaterialKind,
  file: UploadedFile,
  primitives: Primitives,
): Promise<ReadMaterial> {
  if (file.bytes.length === 0) throw new AppError('bad-input', 'trust.file-required')
  if (file.bytes.length > MAX_MATERIAL_BYTES)
    throw new AppError('limit', 'trust.file-too-large', { maxBytes: MAX_MATERIAL_BYTES })
  if (kind === 'policy') return readPolicy(file.bytes, primitives)
  const objects = unarmoured(file.bytes)
  const [content = file.bytes] = objects
  if (objects.length > 1) throw new AppError('bad-input', 'trust.one-object', { count: objects.length })
  const prints = await fingerprints(content, primitives)
  if (kind === 'crl') return { kind, content, ...prints, ...ofCrl(must(parseCrl(content))) }
  if (kind === 'ocsp') return { kind, content, ...prints, ...ofOcsp(must(parseOcspResponse(content))) }
  const certificate = must(parseCertificate(content))
  const nationalRoot = nationalRootOf(certificate, prints.sha256)
  return { kind, content, ...prints, ...ofCertificate(certificate), ...(nationalRoot && { nationalRoot }) }
}

function must<T>(parsed: Result<T, { code: string; offset: number }>): T {
  if (parsed.ok) return parsed.value
  throw new AppError('bad-input', 'trust.file-unreadable', { code: parsed.error.code, offset: parsed.error.offset })
}

async function fingerprints(content: Uint8Array, primitives: Primitives) {
  const [sha256, sm3] = await Promise.all([primitives.digest('sha256', content), primitives.digest('sm3', content)])
  return { sha256: toHex(sha256), sm3: toHex(sm3) }
}

function ofCertificate(certificate: Certificate) {
  return {
    certificate,
    subject: storable(nameText(certificate.subject)),
    issuer: storable(nameText(certificate.issuer)),
    validFrom: certificate.notBefore,
    validUntil: certificate.notAfter,
  }
}

function ofCrl(crl: Crl) {
  const issuer = storable(nameText(crl.issuer))
  return { crl, subject: issuer, issuer, validFrom: crl.thisUpdate, validUntil: crl.nextUpdate ?? null }
}

function ofOcsp(ocsp: OcspResponse) {
  const { basic } = ocsp
  if (!basic) throw new AppError('bad-input', 'trust.ocsp-empty', { status: ocsp.status })
  const { responderId, responses, producedAt } = basic
  const responder = storable(responderId.kind === 'name' ? nameText(responderId.name) : toHex(responderId.hash))
  const ends = responses.flatMap(({ nextUpdate }) => (nextUpdate === undefined ? [] : [nextUpdate]))
  const serials = responses.map(({ certId }) => toHex(certId.serial)).join(', ')
  return {
    ocsp,
    subject: serials,
    issuer: responder,
    validFrom: Math.min(producedAt, ...responses.map(({ thisUpdate }) => thisUpdate)),
    validUntil: ends.length > 0 ? Math.min(...ends) : null,
  }
}

async function readPolicy(bytes: Uint8Array, primitives: Primitives): Promise<ReadMaterial> {
  const policy = parsePolicy(new TextDecoder().decode(bytes))
  const content = new TextEncoder().encode(canonicalJson(policy))
  const about = { subject: policy.id, issuer: '', validFrom: null, validUntil: null }
  return { kind: 'policy', content, policy, ...(await fingerprints(content, primitives)), ...about }
}

/** @throws AppError `bad-input` naming the field */
export function parsePolicy(text: string): PolicyJson {
  const read = PolicyJson.safeParse(asJson(text))
  if (read.success) return read.data
  const issue = read.error.issues[0]
  const field = issue?.path.join('.') || (issue?.code === 'unrecognized_keys' ? issue.keys.join(', ') : 'policy')
  throw new AppError('bad-input', 'trust.policy-invalid', { field, problem: issue?.message ?? '' })
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new AppError('bad-input', 'trust.policy-invalid', { field: 'policy', problem: 'not JSON' })
  }
}

/** Hostile names may hold what PostgreSQL cannot keep. */
function storable(text: string): string {
  return text.replace(/\p{Surrogate}|\0/gu, '\ufffd')
}
