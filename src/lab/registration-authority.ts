// The RA with its CA: takes a certification request, issues a CANARY certificate, and revokes it again.

import { randomBytes } from 'node:crypto'
import type { Hono } from 'hono'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { TAG } from '#core/asn1/der.ts'
import { toBase64 } from '#core/bytes/base64.ts'
import { toHex } from '#core/bytes/hex.ts'
import { readPem } from '#core/bytes/pem.ts'
import type { Instant } from '#core/verdict.ts'
import { type CertificationRequest, judgeRequest, parseRequest } from '#core/x509/request.ts'
import { FAMILIES, type Family, familyOf } from './family.ts'
import { DAY_MS, type Hierarchy, labName } from './hierarchy.ts'
import { BadRequest, labApp } from './http-service.ts'
import type { CertificateRegister, Revocation } from './register.ts'
import type { IsOn } from './switches.ts'

const CANARY_LIFE_MS = 90 * DAY_MS

export interface RegistrationOptions {
  now: () => Instant
  isOn: IsOn
  hierarchies: Record<Family, Hierarchy>
  register: CertificateRegister
  /** Called after everything that must outlast this run. */
  remember: () => void
}

/**
 * `POST /requests` (PKCS#10 in DER or PEM) → 201 `{serial, certificate, issuer}` (hex, base64 DER);
 * `POST /revocations {serial, reason?}` → `{serial, revokedAt}`; `GET /health`.
 */
export function registrationAuthority(options: RegistrationOptions): Hono {
  const { now, isOn, register, remember } = options
  const app = labApp(isOn)
  app.get('/health', (c) => c.json({ status: 'ok', time: new Date(now()).toISOString() }))
  app.post('/requests', async (c) => {
    if (isOn('ra.issuance-failed')) return c.json({ error: 'the CA does not answer' }, 502)
    const issued = await issueCanary(new Uint8Array(await c.req.arrayBuffer()), options)
    remember()
    return c.json(issued, 201)
  })
  app.post('/revocations', async (c) => {
    if (isOn('ra.revocation-failed')) return c.json({ error: 'the CA does not answer' }, 502)
    const body = (await c.req.json().catch(() => null)) as { serial?: unknown; reason?: unknown } | null
    const serial = String(body?.serial ?? '').toLowerCase()
    const family = FAMILIES.find((one) => register.statusOf(one, serial) !== 'unknown')
    if (!family) return c.json({ error: `serial ${serial.slice(0, 64)} was not issued here` }, 404)
    const revocation: Revocation = { revokedAt: now(), reason: 'cessationOfOperation' }
    if (!isOn('ra.revocation-not-visible')) register.revoke(family, serial, revocation)
    remember()
    return c.json({ serial, revokedAt: new Date(revocation.revokedAt).toISOString() })
  })
  return app
}

async function issueCanary(body: Uint8Array, { now, isOn, hierarchies }: RegistrationOptions) {
  const request = readRequest(body)
  const family = familyOf(request.publicKeyInfo)
  if (!family) throw new BadRequest('keys are RSA, P-256 or SM2')
  const { isIntact, provenUnder } = await judgeRequest(request, nodePrimitives)
  // Chinese CAs refuse the empty identifier, and so does this one.
  if (!isIntact || provenUnder === 'empty-id') throw new BadRequest('the request is not signed by the key it asks for')
  const serial = new Uint8Array(randomBytes(16))
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40
  const isWrong = isOn('ra.wrong-profile')
  const certificate = await hierarchies[family].issue({
    label: 'canary',
    subject: labName(`CANARY-${toHex(serial.subarray(0, 4))}`, 'CANARY'),
    publicKey: request.publicKeyInfo,
    validity: { notBefore: now() - 60_000, notAfter: now() + CANARY_LIFE_MS },
    usages: isWrong ? ['keyEncipherment'] : ['digitalSignature', 'nonRepudiation'],
    purposes: [isWrong ? 'serverAuth' : 'clientAuth'],
    serial,
  })
  return { serial: toHex(serial), certificate: toBase64(certificate), issuer: toBase64(hierarchies[family].issuing) }
}

/** DER or PEM. What name it asks for does not matter: canaries have their own. */
function readRequest(body: Uint8Array): CertificationRequest {
  const pem = body[0] === TAG.sequence ? undefined : readPem(new TextDecoder().decode(body))[0]?.bytes
  const read = parseRequest(pem ?? body)
  if (!read.ok) throw new BadRequest(`not a certification request: ${read.error.code} at byte ${read.error.offset}`)
  return read.value
}
