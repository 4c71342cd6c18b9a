import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { openSigner } from '#adapters/keys/signer.ts'
import { makeCertificate, referenceTo } from '#adapters/pkijs/certificate.ts'
import { toHex } from '#core/bytes/hex.ts'
import { unarmoured } from '#core/formats.ts'
import { nationalRootOf } from '#core/gm/national-roots.ts'
import { verifyObject } from '#core/verify.ts'
import { parseCertificate } from '#core/x509/parse.ts'
import { certificate, privateKey, REFERENCE } from '../../fixtures/built.ts'
import { CORPORA } from '../corpora/corpus.ts'

const PATH = `${CORPORA}gm/certs/nrcac-rootca-sm2.pem`
const isThere = existsSync(PATH)

async function matchOf(bytes: Uint8Array) {
  const [der = bytes] = unarmoured(bytes)
  const parsed = parseCertificate(der)
  if (!parsed.ok) throw new Error(parsed.error.code)
  return {
    parsed: parsed.value,
    match: nationalRootOf(parsed.value, toHex(await nodePrimitives.digest('sha256', der))),
  }
}

/** A root of our own under whatever name. */
async function called(commonName: string, organization = 'NRCAC', country = 'CN', more: Record<string, string> = {}) {
  const name = { C: country, O: organization, ...more, CN: commonName }
  return matchOf(
    await makeCertificate({
      subject: name,
      issuer: name,
      serial: 1,
      notBefore: REFERENCE,
      notAfter: REFERENCE + 1000,
      publicKey: referenceTo(certificate('sm2', 'root')).spki,
      signer: openSigner(privateKey('sm2', 'root')),
    }),
  )
}

describe('the three national SM2 roots', () => {
  it.skipIf(!isThere)(
    'know the published certificate of ROOTCA by its fingerprint (skipped without the corpora)',
    async () => {
      const { parsed, match } = await matchOf(new Uint8Array(readFileSync(PATH)))
      // The fingerprint of the product is that of the file, computed here by another library.
      expect(match?.sha256).toBe(createHash('sha256').update(parsed.raw).digest('hex'))
      expect(match).toMatchObject({ name: 'ROOTCA', purpose: 'commercial', match: 'confirmed' })
    },
  )

  it('call a certificate of that name and another fingerprint an impostor', async () => {
    expect((await called('ROOTCA')).match).toMatchObject({ name: 'ROOTCA', match: 'impostor' })
  })

  it('are three: a root for civil servants is never filed with the commercial one, nor devices with either', async () => {
    const found = await Promise.all(['Civil Servant ROOT', 'Device ROOT'].map((name) => called(name)))
    expect(found.map(({ match }) => [match?.purpose, match?.match])).toEqual([
      ['civil-servant', 'name-only'],
      ['device', 'name-only'],
    ])
  })

  it.each([
    ['ROOTCA', 'NRCAC', 'US', {}],
    ['ROOTCA', 'Other', 'CN', {}],
    ['Rootca', 'NRCAC', 'CN', {}],
    ['Device ROOT', 'NRCAC', 'CN', { OU: 'extra' }],
  ] as const)('are told by the whole name: %s, %s, %s %j is none', async (commonName, organization, country, more) => {
    expect((await called(commonName, organization, country, more)).match).toBeUndefined()
  })

  it('are named in the report of whatever chain ends at one, and only then', async () => {
    const named = async (commonName: string) => {
      const { parsed } = await called(commonName)
      const anchor = { name: commonName, bytes: parsed.raw }
      const file = { name: 'issuing', bytes: certificate('sm2', 'issuing') }
      const issuedBy = await makeCertificate({
        subject: { C: 'CN', CN: '某政务 CA' },
        issuer: parsed.subject.raw,
        serial: 2,
        notBefore: REFERENCE - 1000,
        notAfter: REFERENCE + 1000,
        publicKey: referenceTo(file.bytes).spki,
        signer: openSigner(privateKey('sm2', 'root')),
      })
      const judged = (anchors: { name: string; bytes: Uint8Array }[]) =>
        verifyObject(
          {
            object: { name: 'a.cer', bytes: issuedBy },
            format: 'certificate-path',
            anchors,
            intermediates: [anchor],
            crls: [],
            ocsps: [],
            at: REFERENCE,
            requireRevocation: false,
          },
          nodePrimitives,
        )
      const stepOf = async (anchors: { name: string; bytes: Uint8Array }[]) =>
        (await judged(anchors)).signers[0]?.steps.find(({ id }) => id === 'trust.national-root')
      expect(await stepOf([])).toBeUndefined()
      return stepOf([anchor])
    }
    expect(await named('Civil Servant ROOT')).toMatchObject({
      status: 'passed',
      evidence: { purpose: 'civil-servant' },
    })
    expect((await named('ROOTCA'))?.findings.map(({ code }) => code)).toEqual(['trust.national-root-impostor'])
    expect(await named('Some Root')).toBeUndefined()
  })

  it.skipIf(!isThere)('are named for the certificate of a real authority (skipped without the corpora)', async () => {
    const read = (name: string) => ({ name, bytes: new Uint8Array(readFileSync(`${CORPORA}gm/certs/${name}`)) })
    const stepOf = async (object: string) => {
      const at = Date.parse('2026-11-20T02:00:00Z')
      const material = { anchors: [read('nrcac-rootca-sm2.pem')], intermediates: [], crls: [], ocsps: [] }
      const request = { object: read(object), format: 'auto' as const, ...material, at, requireRevocation: false }
      const { signers } = await verifyObject(request, nodePrimitives)
      return signers[0]?.steps.find(({ id }) => id === 'trust.national-root')?.findings[0]?.code
    }
    expect(await stepOf('sheca-sm2.pem')).toBe('trust.national-root-confirmed')
    expect(await stepOf('mohrss-civil-servant.pem')).toBeUndefined()
  })
})
