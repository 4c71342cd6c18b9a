import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { openSigner } from '#adapters/keys/signer.ts'
import { makeCertificate, referenceTo } from '#adapters/pkijs/certificate.ts'
import { toHex } from '#core/bytes/hex.ts'
import { unarmoured } from '#core/formats.ts'
import { nationalRootOf, withNationalRoot } from '#core/gm/national-roots.ts'
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

  it('are named in the report of a signer whose chain ends at one, and only then', async () => {
    const { parsed } = await called('Civil Servant ROOT')
    const times = { validation: REFERENCE }
    const signer = {
      role: 'signer' as const,
      steps: [],
      verdict: 'VALID' as const,
      technical: 'intact' as const,
      times,
    }
    const named = await withNationalRoot(
      { ...signer, chain: [{ certificate: parsed, role: 'anchor' }] },
      nodePrimitives,
    )
    expect(named.steps).toMatchObject([
      { id: 'trust.national-root', status: 'passed', evidence: { purpose: 'civil-servant' } },
    ])
    const partial = { ...signer, chain: [{ certificate: parsed, role: 'intermediate' as const }] }
    expect((await withNationalRoot(partial, nodePrimitives)).steps).toEqual([])
  })
})
