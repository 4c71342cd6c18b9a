// Signed files for a newcomer to drop into 验签: a good one of each kind, and its twin with one byte of the text changed.
// Each carries its chain and fresh revocation lists, so that it can be judged whole without anything being fetched.

import type { Stamp } from '#adapters/making/stamp.ts'
import { makeCrl } from '#adapters/pkijs/crl.ts'
import { makeSignedData, signedAttributes } from '#adapters/pkijs/signed-data.ts'
import { fromHex } from '#core/bytes/hex.ts'
import type { DigestAlgorithm } from '#core/primitives.ts'
import type { Instant } from '#core/verdict.ts'
import type { UserCanary } from './canaries.ts'
import type { Family } from './family.ts'
import { DAY_MS, type Hierarchy, type KeySource } from './hierarchy.ts'
import type { CertificateRegister } from './register.ts'
import { signedDocuments } from './sample-signatures.ts'
import type { SealCabinet } from './sealing.ts'

export interface SampleDocument {
  name: string
  bytes: Uint8Array
  /** Nothing signed: a certificate or a list that a verification needs. */
  isMaterial?: boolean
}

interface Desk {
  hierarchies: Record<Family, Hierarchy>
  canaries: Record<Family, UserCanary>
  register: CertificateRegister
  cabinet: SealCabinet
  stamp: Stamp
  keys: KeySource
  now: Instant
}

const TEXT = '通知（样例）\n自本月起，每日早晚各巡检一次，结果当班通报。\nNotice (sample): two inspections a day.\n'
/** Its last letter changed: what a reader may overlook and a signature must not. */
const CHANGED = { from: 'day.', to: 'dax.' }
const DIGESTS: Record<Family, DigestAlgorithm> = { rsa: 'sha256', ecdsa: 'sha256', sm2: 'sm3' }
const LIST_LIFE_MS = 7 * DAY_MS

export async function signSamples(desk: Desk): Promise<SampleDocument[]> {
  const families: Family[] = ['rsa', 'sm2']
  const pairs = await Promise.all(families.map((family) => pair(desk, family)))
  const { rsa, sm2 } = desk.hierarchies
  const documents = await signedDocuments({
    ...desk,
    rsa,
    sm2,
    canary: desk.canaries.rsa,
    crls: await listsOf(desk, 'rsa'),
  })
  return [...pairs.flat(), ...documents, ...(await materialOf(desk))]
}

/** A seal signature has no room for them: what a verification of the sealed samples is given besides. */
async function materialOf(desk: Desk): Promise<SampleDocument[]> {
  const [issuing, root] = await listsOf(desk, 'sm2')
  const files = {
    'laboratory-sm2-issuing.cer': desk.hierarchies.sm2.issuing,
    'laboratory-sm2-issuing.crl': issuing,
    'laboratory-sm2-root.crl': root,
  }
  return Object.entries(files).flatMap(([name, bytes]) => (bytes ? [{ name, bytes, isMaterial: true }] : []))
}

async function pair(desk: Desk, family: Family): Promise<SampleDocument[]> {
  const good = await sign(desk, family)
  return [
    { name: `notice-${family}.p7s`, bytes: good },
    { name: `notice-${family}-tampered.p7s`, bytes: tampered(good) },
  ]
}

async function sign(desk: Desk, family: Family): Promise<Uint8Array> {
  const { root, issuing } = desk.hierarchies[family]
  const { certificates, signer } = desk.canaries[family]
  const content = new TextEncoder().encode(TEXT)
  return makeSignedData({
    content,
    signers: [
      {
        signer,
        certificate: certificates.good,
        digest: DIGESTS[family],
        attributes: signedAttributes({
          content,
          digest: DIGESTS[family],
          signingTime: desk.now,
          boundTo: certificates.good,
        }),
      },
    ],
    certificates: [certificates.good, issuing, root],
    crls: await listsOf(desk, family),
  })
}

/** DER of fresh revocation lists: of the issuing CA, then of the root. */
async function listsOf({ hierarchies, register, now }: Desk, family: Family): Promise<Uint8Array[]> {
  const { rootName, rootSigner, issuingName, issuingSigner } = hierarchies[family]
  const list = { thisUpdate: now - 60_000, nextUpdate: now + LIST_LIFE_MS, number: now }
  const revoked = register.revoked(family).map(({ serial, revocation }) => ({
    serial: fromHex(serial) ?? new Uint8Array(),
    ...revocation,
  }))
  return [
    await makeCrl({ ...list, issuer: issuingName, signer: issuingSigner, entries: revoked }),
    await makeCrl({ ...list, issuer: rootName, signer: rootSigner, entries: [] }),
  ]
}

function tampered(good: Uint8Array): Uint8Array {
  const twin = Buffer.from(good)
  twin.write(CHANGED.to, twin.indexOf(CHANGED.from))
  return new Uint8Array(twin)
}
