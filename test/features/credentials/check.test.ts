import { readFileSync } from 'node:fs'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { createEgress } from '#adapters/egress/egress.ts'
import { createVerifierPool } from '#adapters/parsing/pool.node.ts'
import { createRevocationLookup } from '#adapters/probes/tls/lookup.ts'
import { DAY_MS } from '#core/calendar/civil.ts'
import { checkOnline } from '#features/credentials/index.ts'
import { installTrustAnchors } from '#features/trust/index.ts'
import { testCtx } from '../../context.ts'
import { withDatabase } from '../../database.ts'
import { authority } from '../ukeys/authority.ts'

/** OpenSSL issues by the clock of the machine: the service looks a little later. */
const START = Date.now() + 600_000
const { db } = await withDatabase()
const verifier = createVerifierPool({ maxWorkers: 1 })
const ca = await authority()
afterAll(async () => {
  ca.close()
  await verifier.close()
})
beforeEach(() => {
  ca.forgive()
  ca.silence(false)
})
await installTrustAnchors(testCtx(db, { now: START }), { name: 'anchor.der', bytes: ca.anchor }, 'certificates')
const egress = createEgress({ allow: [{ cidr: '127.0.0.0/8' }] })
const ports = {
  verifier,
  deliveryReader: verifier,
  revocationLookup: createRevocationLookup(egress, nodePrimitives),
}
const check = (certificate: Uint8Array, { now = START, password }: { now?: number; password?: string } = {}) =>
  checkOnline(testCtx(db, { now, ports }), { certificate, password })

const rsa = ca.ukey('rsa')
const sm2 = ca.ukey('sm2')
const line = (checked: Awaited<ReturnType<typeof check>>, topic: string) =>
  checked.lines.find((one) => one.topic === topic)

describe('the online check', () => {
  it('says of a certificate in order whose it is, how long it lasts, and that SM2 needs no upgrade', async () => {
    const checked = await check(sm2.certificate)
    // It was issued for twenty days.
    expect(checked).toMatchObject({ standing: 'expiring', tone: 'warn', upgrade: 'none', next: 'new' })
    expect(line(checked, 'holder')).toMatchObject({ params: { name: expect.stringContaining('ukey') } })
    expect(line(checked, 'validity')).toMatchObject({ code: 'credentials.check.validity.left', params: { days: 19 } })
    expect(line(checked, 'revocation')).toMatchObject({ tone: 'good' })
    expect(line(checked, 'issuer')).toMatchObject({ code: 'credentials.check.issuer.genuine' })
  })

  it('offers an RSA certificate the upgrade', async () => {
    const checked = await check(rsa.certificate)
    expect(checked.upgrade).toBe('available')
    expect(line(checked, 'algorithm')).toMatchObject({ tone: 'warn', params: { algorithm: 'RSA 2048' } })
  })

  it('calls the same certificate with one byte of its signature changed a forgery', async () => {
    const forged = Uint8Array.from(sm2.certificate)
    forged[forged.length - 1] = (forged.at(-1) ?? 0) ^ 1
    const checked = await check(forged)
    expect(checked).toMatchObject({ standing: 'forged', tone: 'bad', next: 'ask-centre', upgrade: 'none' })
    expect(line(checked, 'issuer')).toMatchObject({ tone: 'bad' })
  })

  it('does not say of a certificate of an unknown issuer that it is genuine, nor that it is not', async () => {
    const stranger = ca.ukey('ecdsa', ca.strangers())
    const checked = await check(stranger.certificate)
    expect(checked).toMatchObject({ standing: 'stranger', tone: 'unknown', next: 'ask-centre' })
    expect(line(checked, 'revocation')).toMatchObject({ tone: 'unknown' })
  })

  it('says that a certificate is revoked when its list says so', async () => {
    expect((await check(sm2.certificate)).standing).toBe('expiring')
    ca.revoke(sm2)
    expect(await check(sm2.certificate)).toMatchObject({ standing: 'revoked', tone: 'bad', next: 'new' })
  })

  it('draws no conclusion while nobody can say whether it is revoked', async () => {
    ca.silence(true)
    const checked = await check(sm2.certificate)
    expect(checked).toMatchObject({ standing: 'cannot-say', tone: 'unknown', next: 'ask-centre' })
    expect(line(checked, 'revocation')).toMatchObject({ code: 'credentials.check.revocation.unknown' })
  })

  it('says of an expired certificate for how long, and of one that is not valid yet from when', async () => {
    const over = await check(sm2.certificate, { now: START + 30 * DAY_MS })
    expect(over).toMatchObject({ standing: 'expired', next: 'new' })
    expect(line(over, 'validity')).toMatchObject({ params: { days: 11 } })
    expect(await check(sm2.certificate, { now: START - 2 * DAY_MS })).toMatchObject({ standing: 'not-yet' })
  })

  it('reads PEM, a bundle and the certificate of a PFX, the last with its password only', async () => {
    const { serial } = await check(rsa.certificate)
    expect(await check(new Uint8Array(readFileSync(rsa.certificatePath)))).toMatchObject({ serial })
    const bundle = `${rsa.certificatePath}.p7b`
    ca.must('crl2pkcs7', '-nocrl', '-certfile', rsa.certificatePath, '-outform', 'DER', '-out', bundle)
    expect(await check(new Uint8Array(readFileSync(bundle)))).toMatchObject({ serial })
    const store = `${rsa.certificatePath}.pfx`
    const made = ['-export', '-in', rsa.certificatePath, '-inkey', rsa.keyPath, '-passout', 'pass:right', '-out', store]
    ca.must('pkcs12', ...made)
    const pfx = new Uint8Array(readFileSync(store))
    expect(await check(pfx, { password: 'right' })).toMatchObject({ serial })
    const refused = { kind: 'bad-input', code: 'credentials.check-password' }
    await expect(check(pfx)).rejects.toMatchObject(refused)
    await expect(check(pfx, { password: 'wrong' })).rejects.toMatchObject(refused)
  })

  it('refuses a file without a certificate, and one with those of two people', async () => {
    const words = new TextEncoder().encode('no certificate')
    await expect(check(words)).rejects.toMatchObject({ code: 'credentials.check-no-certificate' })
    const both = [rsa, sm2].map(({ certificatePath }) => readFileSync(certificatePath, 'latin1')).join('\n')
    await expect(check(new TextEncoder().encode(both))).rejects.toMatchObject({ code: 'credentials.check-several' })
  })
})
