// The OCSP responder (RFC 6960): answers for every CA of the laboratory, each through a signer that CA delegated.

import { createHash } from 'node:crypto'
import type { Hono } from 'hono'
import { openSigner, type Signer } from '#adapters/keys/signer.ts'
import {
  makeOcspError,
  makeOcspResponse,
  type OcspQuestion,
  readOcspRequest,
  type SingleStatus,
} from '#adapters/pkijs/ocsp-response.ts'
import { toHex } from '#core/bytes/hex.ts'
import type { Instant } from '#core/verdict.ts'
import { parseCertificate } from '#core/x509/parse.ts'
import { FAMILIES, type Family, KEY_OF_FAMILY } from './family.ts'
import { DAY_MS, type Hierarchy, type KeySource, labName, ordinaryValidity } from './hierarchy.ts'
import { binary, labApp } from './http-service.ts'
import type { CertificateRegister } from './register.ts'
import type { IsOn } from './switches.ts'

const AGE_MS = 10 * 60_000

/** An answer signs one status for each: more is a way to make the responder work. */
const MAX_CERT_IDS = 16

/** Hash algorithms a CertID may use. */
const HASHES: Record<string, string> = {
  '1.3.14.3.2.26': 'sha1',
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '1.2.156.10197.1.401': 'sm3',
}

export interface Responder {
  family: Family
  signer: Signer
  /** DER, with id-kp-OCSPSigning. */
  certificate: Uint8Array
  /** DER, same key, without it. */
  unauthorised: Uint8Array
}

export async function delegateResponder(hierarchy: Hierarchy, keys: KeySource, now: Instant): Promise<Responder> {
  const label = 'ocsp'
  const signer = openSigner(keys(`${hierarchy.family}/${label}`, KEY_OF_FAMILY[hierarchy.family]))
  const order = {
    subject: labName('Laboratory OCSP Responder'),
    publicKey: signer.spki,
    validity: ordinaryValidity(now),
    usages: ['digitalSignature'],
    isOcspSigner: true,
  } as const
  return {
    family: hierarchy.family,
    signer,
    certificate: await hierarchy.issue({ ...order, label, purposes: ['OCSPSigning'] }),
    unauthorised: await hierarchy.issue({ ...order, label: `${label}-unauthorised`, purposes: ['clientAuth'] }),
  }
}

export interface OcspOptions {
  now: () => Instant
  isOn: IsOn
  hierarchies: Record<Family, Hierarchy>
  responders: Record<Family, Responder>
  register: CertificateRegister
}

/** `POST /` with the request as body, `GET /{base64 of the request}` (RFC 6960 appendix A.1). */
export function ocspResponder(options: OcspOptions): Hono {
  const issuers = issuerTable(options.hierarchies)
  const answer = async (der: Uint8Array) => binary(await respond(der, issuers, options), 'application/ocsp-response')
  const app = labApp(options.isOn)
  app.post('/', async (c) => answer(new Uint8Array(await c.req.arrayBuffer())))
  app.get('/*', (c) =>
    answer(new Uint8Array(Buffer.from(decodeURIComponent(new URL(c.req.url).pathname.slice(1)), 'base64'))),
  )
  return app
}

/** `hash:name hash:key hash` of every issuing CA, for every hash a client may use. */
function issuerTable(hierarchies: Record<Family, Hierarchy>): Map<string, Family> {
  const table = new Map<string, Family>()
  for (const family of FAMILIES) {
    const read = parseCertificate(hierarchies[family].issuing)
    if (!read.ok) throw new Error(`the laboratory made a certificate that cannot be read: ${read.error.code}`)
    for (const [oid, hash] of Object.entries(HASHES)) {
      const digest = (bytes: Uint8Array) => createHash(hash).update(bytes).digest('hex')
      table.set(`${oid}:${digest(read.value.subject.raw)}:${digest(read.value.publicKeyBits)}`, family)
    }
  }
  return table
}

async function respond(der: Uint8Array, issuers: Map<string, Family>, options: OcspOptions): Promise<Uint8Array> {
  const question = read(der)
  if (!question) return makeOcspError('malformedRequest')
  if (options.isOn('ocsp.error-status')) return makeOcspError('tryLater')
  const families = question.certIds.map((one) =>
    issuers.get(`${one.hashOid}:${toHex(one.nameHash)}:${toHex(one.keyHash)}`),
  )
  const family = families[0]
  if (!family || families.some((one) => one !== family)) return makeOcspError('unauthorized')
  return sign(question, family, options)
}

function read(der: Uint8Array): OcspQuestion | undefined {
  try {
    const question = readOcspRequest(der)
    return question.certIds.length > 0 && question.certIds.length <= MAX_CERT_IDS ? question : undefined
  } catch {
    return undefined
  }
}

function sign(
  question: OcspQuestion,
  family: Family,
  { now, isOn, register, responders }: OcspOptions,
): Promise<Uint8Array> {
  const { signer, certificate, unauthorised } = responders[family]
  const producedAt = isOn('ocsp.response-stale') ? now() - 3 * DAY_MS : now()
  const nonce = question.nonce && isOn('ocsp.nonce-mismatch') ? flipLast(question.nonce) : question.nonce
  return makeOcspResponse({
    responses: question.certIds.map((one) => statusOf(one, family, producedAt, isOn, register)),
    producedAt,
    signer,
    certificates: [isOn('ocsp.signer-not-authorised') ? unauthorised : certificate],
    ...(nonce ? { nonce } : {}),
    spoilSignature: isOn('ocsp.signature-invalid'),
  })
}

function statusOf(
  { der: certId, serial }: OcspQuestion['certIds'][number],
  family: Family,
  producedAt: Instant,
  isOn: IsOn,
  register: CertificateRegister,
): SingleStatus {
  const status = register.statusOf(family, toHex(serial))
  const thisUpdate = producedAt - AGE_MS
  const times = { certId, thisUpdate, ...(isOn('ocsp.next-update-missing') ? {} : { nextUpdate: thisUpdate + DAY_MS }) }
  if (status === 'good') return { ...times, status: isOn('ocsp.good-canary-not-good') ? 'unknown' : 'good' }
  if (status === 'unknown') return { ...times, status: isOn('ocsp.never-issued-good') ? 'good' : 'unknown' }
  if (isOn('ocsp.revoked-canary-good')) return { ...times, status: 'good' }
  return { ...times, status: 'revoked', ...status }
}

function flipLast(bytes: Uint8Array): Uint8Array {
  const copy = bytes.slice()
  copy[copy.length - 1] = (copy.at(-1) ?? 0) ^ 1
  return copy
}
