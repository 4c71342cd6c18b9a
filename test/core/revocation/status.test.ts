import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { OID } from '#core/asn1/oids.ts'
import * as write from '#core/asn1/write.ts'
import type { Certificate } from '#core/x509/certificate.ts'
import { judgePath, type PathReport, type PathRequest } from '#core/x509/path.ts'
import { opensslWorkshop } from '../../support/openssl.ts'
import {
  algorithmFor,
  type CrlTemplate,
  ext,
  extension,
  general,
  issue,
  type Key,
  makeKey,
  NOW,
  nameOf,
  signed,
  writeCrl,
} from '../x509/authority.ts'

const CA = 'CN=CA,O=Test'
const SERIAL = 4711
const POINT = general.uri('http://crl.test/a.crl')

let caKey: Key
let otherKey: Key
let ca: Certificate
let leaf: Certificate
const openssl = opensslWorkshop()

beforeAll(async () => {
  caKey = makeKey()
  otherKey = makeKey()
  ca = await issue({ subject: CA, extensions: [ext.ca(), ext.keyUsage(5, 6), ext.ski(caKey)] }, caKey)
  leaf = await issue({ subject: 'CN=leaf', issuer: CA, serial: SERIAL }, makeKey(), caKey)
})

afterAll(() => openssl.close())

const judge = (crls: Uint8Array[], change: Partial<PathRequest> = {}): Promise<PathReport> =>
  judgePath(
    { target: leaf, anchors: [ca], intermediates: [], crls, ocsps: [], at: NOW, requireRevocation: true, ...change },
    nodePrimitives,
  )

const codesOf = (report: PathReport) => report.steps.flatMap(({ findings }) => findings.map(({ code }) => code))
const crl = (template: Partial<CrlTemplate> = {}, key: Key = caKey) => writeCrl({ issuer: CA, ...template }, key)
const scope = (...parts: Uint8Array[]) => extension(OID.issuingDistributionPoint, true, write.sequence(...parts))
const flag = (number: number) => write.implicit(number, write.boolean(true))
const named = (name: Uint8Array) => write.explicit(0, write.implicit(0, write.sequence(name)))

describe('a revocation list answers for a certificate (RFC 5280 §6.3)', () => {
  it('an older list, still current, does not silence the newer one that revokes, whichever comes first', async () => {
    const older = await crl({ number: 7, thisUpdate: NOW - 7_200_000 })
    const newer = await crl({ number: 8, revoked: [{ serial: SERIAL, reason: 1 }] })
    const other = await crl({ number: 8, revoked: [{ serial: SERIAL + 1, reason: 1 }] })
    for (const lists of [
      [older, newer],
      [newer, older],
    ]) {
      expect((await judge(lists)).judgement).toMatchObject({ verdict: 'INVALID', subIndication: 'REVOKED' })
    }
    expect((await judge([older, other])).judgement.verdict).toBe('VALID')
  })

  it('a forged list that revokes is not heard behind a genuine one', async () => {
    const forged = await crl({ revoked: [{ serial: SERIAL, reason: 1 }] }, otherKey)
    expect((await judge([await crl(), forged])).judgement.verdict).toBe('VALID')
  })

  it('a certificate that was held and released is good by the newer list', async () => {
    const held = await crl({ number: 7, thisUpdate: NOW - 7_200_000, revoked: [{ serial: SERIAL, reason: 6 }] })
    const heldAgain = await crl({ number: 9, thisUpdate: NOW - 60_000, revoked: [{ serial: SERIAL, reason: 6 }] })
    const released = await crl({ number: 8 })
    expect((await judge([released, held])).judgement.verdict).toBe('VALID')
    expect((await judge([released, heldAgain])).judgement.verdict).toBe('INVALID')
  })

  it('good when it is not listed, revoked when it is, as OpenSSL says too', async () => {
    const good = await crl({ revoked: [{ serial: SERIAL + 1 }] })
    const revoked = await crl({ revoked: [{ serial: SERIAL + 1 }, { serial: SERIAL, reason: 1 }] })
    expect((await judge([good])).judgement.verdict).toBe('VALID')
    const report = await judge([revoked])
    expect(report.judgement).toMatchObject({ verdict: 'INVALID', subIndication: 'REVOKED' })
    expect(report.revocation[0]).toMatchObject({ status: 'revoked', answer: { reason: 1, source: 'crl' } })
    const verify = (der: Uint8Array) =>
      openssl.run(
        ...['verify', '-crl_check', '-attime', String(NOW / 1000), '-CAfile', openssl.putPem('CERTIFICATE', ca.raw)],
        ...['-CRLfile', openssl.putPem('X509 CRL', der), openssl.putPem('CERTIFICATE', leaf.raw)],
      )
    expect(verify(good).status).toBe(0)
    expect(verify(revoked).text).toContain('certificate revoked')
  })

  it('a revocation after the moment in question does not count, one second before it does', async () => {
    const at = (revokedAt: number) => crl({ revoked: [{ serial: SERIAL, revokedAt }] })
    expect((await judge([await at(NOW + 1000)])).judgement.verdict).toBe('VALID')
    expect((await judge([await at(NOW - 1000)])).judgement.verdict).toBe('INVALID')
  })

  it.each<[string, () => Promise<Uint8Array>, string]>([
    ['a stale list', () => crl({ nextUpdate: NOW - 1 }), 'crl.stale'],
    ['a list from the future', () => crl({ thisUpdate: NOW + 3_600_000 }), 'crl.not-yet-valid'],
    ['a list signed by another key', () => crl({}, otherKey), 'crl.signature-invalid'],
    [
      'an unknown critical extension',
      () => crl({ extensions: [extension('1.2.3', true, write.nullValue())] }),
      'crl.unknown-critical-extension',
    ],
    ['a list of another issuer', () => crl({ issuer: 'CN=Other' }), 'revocation.not-checked'],
    ['a list for CA certificates only', () => crl({ extensions: [scope(flag(2))] }), 'revocation.unknown'],
    ['a list for attribute certificates only', () => crl({ extensions: [scope(flag(5))] }), 'revocation.unknown'],
    ['a list of another distribution point', () => crl({ extensions: [scope(named(POINT))] }), 'revocation.unknown'],
    [
      'a list for some reasons only',
      () => crl({ extensions: [scope(write.implicit(3, write.namedBits(1)))] }),
      'crl.reasons-not-covered',
    ],
  ])('%s leaves the matter open', async (_title, make, code) => {
    const report = await judge([await make()])
    expect(report.judgement.verdict).toBe('INDETERMINATE')
    expect(codesOf(report)).toContain(code)
    expect((await judge([await make(), await crl()])).judgement.verdict).toBe('VALID')
  })

  it('a list for user certificates answers for a leaf; two lists may share the reasons', async () => {
    expect((await judge([await crl({ extensions: [scope(flag(1))] })])).judgement.verdict).toBe('VALID')
    const half = (...bits: number[]) => crl({ extensions: [scope(write.implicit(3, write.namedBits(...bits)))] })
    expect((await judge([await half(1, 2, 3), await half(4, 5, 6, 7, 8)])).judgement.verdict).toBe('VALID')
    expect((await judge([await half(1, 2, 3), await half(4, 5, 6, 7)])).judgement.verdict).toBe('INDETERMINATE')
  })

  it('a delta adds and removes, on top of the list it builds on (§5.2.4)', async () => {
    const base = await crl({ number: 5, revoked: [{ serial: SERIAL, reason: 6 }] })
    const removed = { revoked: [{ serial: SERIAL, reason: 8 }] }
    expect((await judge([base])).judgement.verdict).toBe('INVALID')
    expect((await judge([base, await crl({ number: 6, deltaBase: 5, ...removed })])).judgement.verdict).toBe('VALID')
    expect((await judge([base, await crl({ number: 7, deltaBase: 6, ...removed })])).judgement.verdict).toBe('INVALID')
    const clean = await crl({ number: 5 })
    const added = await crl({ number: 6, deltaBase: 5, revoked: [{ serial: SERIAL }] })
    expect((await judge([clean, added])).judgement.verdict).toBe('INVALID')
    expect((await judge([added])).judgement.verdict).toBe('INDETERMINATE')
  })

  it('a list from after the end of the certificate says nothing, unless it keeps the expired', async () => {
    const ended = await issue({ subject: 'CN=old', issuer: CA, serial: SERIAL, notAfter: NOW - 5000 }, makeKey(), caKey)
    const past = { target: ended, at: NOW - 6000, evidenceUntil: NOW }
    const later = (...extensions: Uint8Array[]) => crl({ thisUpdate: NOW - 1000, extensions })
    const keeps = extension(OID.expiredCertsOnCrl, false, write.generalizedTime(NOW - 86_400_000))
    expect(codesOf(await judge([await later()], past))).toContain('crl.after-expiry')
    expect((await judge([await later()], past)).judgement.verdict).toBe('INDETERMINATE')
    expect((await judge([await later(keeps)], past)).judgement.verdict).toBe('VALID')
    expect((await judge([await crl({ thisUpdate: NOW - 5500 })], past)).judgement.verdict).toBe('VALID')
  })

  it('a critical entry extension nobody understands makes the list unusable (§5.3)', async () => {
    const odd = (critical: boolean) => {
      const extensions = write.sequence(extension('1.2.3', critical, write.nullValue()))
      const entry = write.sequence(write.integer(9), write.utcTime(NOW), extensions)
      return crlWith([entry])
    }
    expect((await judge([await odd(false)])).judgement.verdict).toBe('VALID')
    expect(codesOf(await judge([await odd(true)]))).toContain('crl.unknown-critical-entry-extension')
  })

  it('in an indirect list an entry counts for the issuer it names (§5.3.3)', async () => {
    const entryOf = (issuer: string) => {
      const names = extension(OID.certificateIssuer, true, write.sequence(write.explicit(4, nameOf(issuer))))
      return write.sequence(write.integer(SERIAL), write.utcTime(NOW - 1000), write.sequence(names))
    }
    const indirect = (entry: Uint8Array) => crlWith([entry], [scope(flag(4))])
    expect((await judge([await indirect(entryOf('CN=Other'))])).judgement.verdict).toBe('VALID')
    expect((await judge([await indirect(entryOf(CA))])).judgement.verdict).toBe('INVALID')
  })

  it('without evidence the status is not checked, and open where an answer is demanded', async () => {
    const relaxed = await judge([], { requireRevocation: false })
    expect(relaxed.judgement.verdict).toBe('VALID')
    expect(relaxed.revocation[0]?.status).toBe('not-checked')
    expect(relaxed.steps.find(({ id }) => id === 'path.revocation')?.status).toBe('skipped')
    expect((await judge([])).judgement.verdict).toBe('INDETERMINATE')
  })

  it('evidence that cannot be read is reported, not ignored', async () => {
    const report = await judge([Uint8Array.of(0x30, 0)], { requireRevocation: false })
    expect(report.judgement.verdict).toBe('INDETERMINATE')
    expect(codesOf(report)).toContain('revocation.unreadable')
  })

  it('a CA without the right to sign lists cannot (§6.3.3 f)', async () => {
    const make = async (...bits: number[]) =>
      issue({ subject: CA, extensions: [ext.ca(), ext.keyUsage(...bits)] }, caKey)
    const crls = [await crl()]
    expect((await judge(crls, { anchors: [await make(5, 6)] })).judgement.verdict).toBe('VALID')
    expect(codesOf(await judge(crls, { anchors: [await make(5)] }))).toContain('crl.signer-may-not-sign')
  })
})

/** A list with entries written by hand. */
function crlWith(entries: Uint8Array[], extensions: Uint8Array[] = []): Promise<Uint8Array> {
  return signed(caKey, algorithmFor(caKey), (algorithm) =>
    write.sequence(
      write.integer(1),
      algorithm,
      nameOf(CA),
      write.time(NOW - 1000),
      write.time(NOW + 86_400_000),
      write.sequence(...entries),
      write.explicit(0, write.sequence(extension(OID.crlNumber, false, write.integer(3)), ...extensions)),
    ),
  )
}
