// Signed files for a newcomer to drop into 验签: a good one of each kind, and its twin with one byte of the text changed.
// Each carries its chain and fresh revocation lists, so that it can be judged whole without anything being fetched.

import { makeCrl } from '#adapters/pkijs/crl.ts'
import { makeSignedData, signedAttributes } from '#adapters/pkijs/signed-data.ts'
import { fromHex } from '#core/bytes/hex.ts'
import type { DigestAlgorithm } from '#core/primitives.ts'
import type { Instant } from '#core/verdict.ts'
import type { UserCanary } from './canaries.ts'
import type { Family } from './family.ts'
import { DAY_MS, type Hierarchy } from './hierarchy.ts'
import type { CertificateRegister } from './register.ts'

export interface SampleDocument {
  name: string
  bytes: Uint8Array
}

interface Desk {
  hierarchies: Record<Family, Hierarchy>
  canaries: Record<Family, UserCanary>
  register: CertificateRegister
  now: Instant
}

const TEXT = '通知（样例）\n自本月起，每日早晚各巡检一次，结果当班通报。\nNotice (sample): two inspections a day.\n'
/** Its last letter changed: what a reader may overlook and a signature must not. */
const CHANGED = { from: 'day.', to: 'dax.' }
const DIGESTS: Record<Family, DigestAlgorithm> = { rsa: 'sha256', ecdsa: 'sha256', sm2: 'sm3' }
const LIST_LIFE_MS = 7 * DAY_MS

export async function signSamples(desk: Desk): Promise<SampleDocument[]> {
  const families: Family[] = ['rsa', 'sm2']
  return (await Promise.all(families.map((family) => pair(desk, family)))).flat()
}

async function pair(desk: Desk, family: Family): Promise<SampleDocument[]> {
  const good = await sign(desk, family)
  return [
    { name: `notice-${family}.p7s`, bytes: good },
    { name: `notice-${family}-tampered.p7s`, bytes: tampered(good) },
  ]
}

async function sign({ hierarchies, canaries, register, now }: Desk, family: Family): Promise<Uint8Array> {
  const { root, rootName, rootSigner, issuing, issuingName, issuingSigner } = hierarchies[family]
  const { certificates, signer } = canaries[family]
  const content = new TextEncoder().encode(TEXT)
  const list = { thisUpdate: now - 60_000, nextUpdate: now + LIST_LIFE_MS, number: now }
  const revoked = register.revoked(family).map(({ serial, revocation }) => ({
    serial: fromHex(serial) ?? new Uint8Array(),
    ...revocation,
  }))
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
          signingTime: now,
          boundTo: certificates.good,
        }),
      },
    ],
    certificates: [certificates.good, issuing, root],
    crls: [
      await makeCrl({ ...list, issuer: issuingName, signer: issuingSigner, entries: revoked }),
      await makeCrl({ ...list, issuer: rootName, signer: rootSigner, entries: [] }),
    ],
  })
}

function tampered(good: Uint8Array): Uint8Array {
  const twin = Buffer.from(good)
  twin.write(CHANGED.to, twin.indexOf(CHANGED.from))
  return new Uint8Array(twin)
}
