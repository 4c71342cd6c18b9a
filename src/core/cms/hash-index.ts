// The hash index of an archive timestamp v3: which certificates, revocation values and unsigned attributes it covers
// (EN 319 122-1 §5.5.2; ETSI TS 101 733 §6.4.2 for the first form). An index that names something that is not there is invalid.

import { bytesOf, type Der, type ParseError, TAG } from '../asn1/der.ts'
import { elementsOf, Fields, malformed, parsing } from '../asn1/fields.ts'
import { OID } from '../asn1/oids.ts'
import { readOctetString } from '../asn1/values.ts'
import { oid } from '../asn1/write.ts'
import { toHex } from '../bytes/hex.ts'
import type { DigestAlgorithm, Primitives } from '../primitives.ts'
import type { Result } from '../verdict.ts'
import { digestAlgorithmOf } from '../x509/algorithms.ts'
import { readAlgorithm } from '../x509/parse.ts'
import type { ArrivedParts } from './arrived.ts'
import { attributesOf } from './attributes.ts'
import { ocspResponseIn, type SignerInfo } from './signed-data.ts'

export interface HashIndex {
  /** `v1` lists whole attributes, `v3` single values of them. */
  form: 'v1' | 'v3'
  digest: DigestAlgorithm
  certificates: Uint8Array[]
  crls: Uint8Array[]
  attributes: Uint8Array[]
  /** The value as it stands in the token: it is stamped itself. */
  raw: Uint8Array
}

const FORMS = [
  [OID.atsHashIndexV3, 'v3'],
  [OID.atsHashIndex, 'v1'],
] as const

/** The one hash index among the unsigned attributes of an archive timestamp's signer. */
export function readHashIndex(tokenSigner: SignerInfo): Result<HashIndex, ParseError> {
  return parsing(() => {
    const found = FORMS.flatMap(([type, form]) =>
      attributesOf(tokenSigner.unsignedAttributes, type).flatMap((one) => one.values.map((value) => ({ value, form }))),
    )
    const [only] = found
    if (!only || found.length !== 1) return malformed('cms.hash-index-count', only?.value.start ?? 0)
    return readIndex(only.value, only.form)
  })
}

function readIndex(value: Der, form: HashIndex['form']): HashIndex {
  const fields = new Fields(value, TAG.sequence)
  const first = fields.next(TAG.sequence)
  // The first form may leave out the algorithm: its sequence then starts with the index of certificates.
  const hasAlgorithm = first.source[first.valueStart] === TAG.oid && first.end > first.valueStart
  const digest = hasAlgorithm ? digestAlgorithmOf(readAlgorithm(first).oid) : 'sha256'
  if (!digest || (form === 'v3' && !hasAlgorithm)) return malformed('cms.hash-index-algorithm', first.start)
  const hashes = (der: Der) => elementsOf(der, TAG.octetString).map((one) => readOctetString(one))
  const certificates = hashes(hasAlgorithm ? fields.next(TAG.sequence) : first)
  const crls = hashes(fields.next(TAG.sequence))
  const attributes = hashes(fields.next(TAG.sequence))
  fields.end()
  return { form, digest, certificates, crls, attributes, raw: bytesOf(value) }
}

/** What of a message an archive timestamp covers. */
export interface Covered {
  certificates: Uint8Array[]
  crls: Uint8Array[]
  ocspResponses: Uint8Array[]
  /** Single values of unsigned attributes. */
  values: Der[]
}

type Counts = { certificates: number; crls: number; attributes: number }

export interface IndexAnswer {
  covered: Covered
  /** Entries of the index with no counterpart in the message. */
  missing: Counts
  /** Parts of the message the index does not list: they came later, or were never covered. */
  uncovered: Counts
}

/** Compares the index with what is really there. */
export async function compareIndex(
  index: HashIndex,
  parts: ArrivedParts,
  signer: SignerInfo,
  primitives: Primitives,
): Promise<IndexAnswer> {
  const values = (signer.unsignedAttributes?.attributes ?? []).flatMap((attribute) =>
    attribute.values.map((value) => ({ attribute, value })),
  )
  const compare = async <T>(listed: readonly Uint8Array[], items: readonly T[], octets: (item: T) => Uint8Array[]) =>
    match(
      listed,
      await Promise.all(
        items.map(async (item) => ({ item, hash: toHex(await primitives.digest(index.digest, ...octets(item))) })),
      ),
    )
  const certificates = await compare(index.certificates, parts.certificateChoices, (one) => [one])
  const crls = await compare(index.crls, parts.revocationChoices, (one) => [one])
  // All of an attribute is hashed in the first form, its type and one value in the third.
  const attributes = await compare(index.attributes, values, ({ attribute, value }) =>
    index.form === 'v1' ? [attribute.raw] : [oid(attribute.oid), bytesOf(value)],
  )
  const count = (key: 'missing' | 'uncovered'): Counts => ({
    certificates: certificates[key],
    crls: crls[key],
    attributes: attributes[key],
  })
  return {
    covered: {
      certificates: certificates.covered,
      crls: crls.covered.filter((one) => one[0] === TAG.sequence),
      ocspResponses: crls.covered.flatMap(ocspResponseIn),
      values: attributes.covered.map((one) => one.value),
    },
    missing: count('missing'),
    uncovered: count('uncovered'),
  }
}

function match<T>(
  listed: readonly Uint8Array[],
  present: readonly { item: T; hash: string }[],
): { covered: T[]; missing: number; uncovered: number } {
  const wanted = new Set(listed.map(toHex))
  const there = new Set(present.map((one) => one.hash))
  const covered = present.filter(({ hash }) => wanted.has(hash))
  return {
    covered: covered.map((one) => one.item),
    missing: [...wanted].filter((hash) => !there.has(hash)).length,
    uncovered: present.length - covered.length,
  }
}
