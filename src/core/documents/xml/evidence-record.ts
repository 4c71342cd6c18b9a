// Evidence records in XML (RFC 6283 §2.1, §3.1, §4.2): read into the shape of those in ASN.1, whose judge then judges them. What later
// hashes are over are canonical elements instead of DER.

import { malformed, parsing } from '../../asn1/fields.ts'
import { heldOctets, type Octets } from '../../bytes/octets.ts'
import { isLeaf } from '../../evidence-records/hash-tree.ts'
import { type EvidenceRecordRequest, judgeReadRecord, unreadableRecord } from '../../evidence-records/judge.ts'
import { type ArchiveTimestamp, type ArchiveTimestampChain, assertLimits } from '../../evidence-records/record.ts'
import type { Primitives } from '../../primitives.ts'
import { readTokenInfo } from '../../tsp/judge.ts'
import type { ReportBody } from '../../verification-report.ts'
import { digestAlgorithmOf, digestOidOf } from '../../x509/algorithms.ts'
import { canonicalisationOf, DEFAULT_CANONICALISATION, digestOf } from './algorithms.ts'
import { base64Of } from './key-info.ts'
import {
  attributeOf,
  type Canonicalisation,
  childOf,
  childrenOf,
  holdsNode,
  isNamed,
  XML_LIMITS,
  type XmlDocument,
  type XmlElement,
  type XmlNode,
} from './tree.ts'

export const ERS = 'urn:ietf:params:xml:ns:ers'

/** Whether a document is an evidence record. */
export function isXmlEvidenceRecord({ root }: XmlDocument): boolean {
  return isNamed(root, ERS, 'EvidenceRecord')
}

interface ReadTimestamp extends ArchiveTimestamp {
  timeStamp: XmlElement
}

interface ReadChain {
  element: XmlElement
  canonicalisation: Canonicalisation
  timestamps: ReadTimestamp[]
}

/** Never throws for bad input. A data object that is XML may have been archived as it is or in canonical form (RFC 6283 §3.1.2, clause unverified). */
export async function judgeXmlEvidenceRecord(
  document: XmlDocument,
  request: Omit<EvidenceRecordRequest, 'file'>,
  primitives: Primitives,
): Promise<ReportBody> {
  const read = parsing(() => readChains(document.root))
  if (!read.ok) return unreadableRecord(request.trust, read.error)
  const sequence = childOf(document.root, ERS, 'ArchiveTimeStampSequence')
  const chains: ArchiveTimestampChain[] = []
  const sequencesBefore: Uint8Array[] = []
  for (const [index, chain] of read.value.entries()) {
    const how = chain.canonicalisation
    const octetsOf = async (apex: XmlElement | undefined, includes?: (node: XmlNode) => boolean) => {
      const selection = { ...(apex && { apex }), ...(includes && { includes }) }
      const octets = await primitives.xml.canonicalise(document, how, selection)
      return octets.ok ? octets.value : new Uint8Array()
    }
    const later = read.value.slice(index).map(({ element }) => element)
    sequencesBefore.push(await octetsOf(sequence, (node) => !later.some((one) => holdsNode(one, node))))
    const timestamps: ArchiveTimestamp[] = []
    for (const { timeStamp, ...one } of chain.timestamps) {
      timestamps.push({ ...one, renewed: await octetsOf(timeStamp) })
    }
    chains.push({ timestamps, raw: new Uint8Array() })
  }
  const oids = new Set(
    chains.flatMap(({ timestamps }) => timestamps.flatMap(({ digestAlgorithm }) => digestAlgorithm?.oid ?? [])),
  )
  const record = {
    version: attributeOf(document.root, 'Version') === '1.0' ? 1 : 0,
    digestAlgorithms: [...oids].map((oid) => ({ oid })),
    isEncrypted: childOf(document.root, ERS, 'EncryptionInformation') !== undefined,
    chains,
    sequencesBefore,
  }
  const data: Octets[] = []
  for (const one of request.data) data.push(await asArchived(one, read.value[0], primitives))
  return judgeReadRecord(record, 'rfc6283', { ...request, data }, primitives)
}

/** The canonical form where that is a leaf of the first tree; else the object as it is. */
async function asArchived(one: Octets, first: ReadChain | undefined, primitives: Primitives): Promise<Octets> {
  const [timestamp] = first?.timestamps ?? []
  const digest = digestAlgorithmOf(timestamp?.digestAlgorithm?.oid ?? '')
  const read = one.length <= XML_LIMITS.maxBytes ? await primitives.xml.read(heldOctets(one)) : undefined
  if (!first || !timestamp || !digest || !read?.ok) return one
  const canonical = await primitives.xml.canonicalise(read.value, first.canonicalisation)
  if (!canonical.ok) return one
  const hash = await primitives.digest(digest, canonical.value)
  const leaves = timestamp.lists ?? [[readTokenInfo(timestamp.token)?.imprint.hash ?? new Uint8Array()]]
  return isLeaf(hash, leaves) ? canonical.value : one
}

/** @throws Malformed */
function readChains(root: XmlElement): ReadChain[] {
  const elements = inOrder(childrenOf(root, ERS, 'ArchiveTimeStampSequence').flatMap((one) => chainsIn(one)))
  const chains = elements.map((element): ReadChain => {
    const method = childOf(element, ERS, 'DigestMethod')
    const digest = digestOf((method && attributeOf(method, 'Algorithm')) ?? '')
    const oid = digest ? digestOidOf(digest) : ((method && attributeOf(method, 'Algorithm')) ?? '').slice(0, 100)
    const timestamps = inOrder(childrenOf(element, ERS, 'ArchiveTimeStamp')).map((one) => readTimestamp(one, oid))
    return { element, canonicalisation: canonicalisationIn(element), timestamps }
  })
  assertLimits(chains.map(({ timestamps }) => timestamps))
  return chains
}

/** A method that is named and not known is never taken for the default one. */
function canonicalisationIn(chain: XmlElement): Canonicalisation {
  const method = childOf(chain, ERS, 'CanonicalizationMethod')
  if (!method) return DEFAULT_CANONICALISATION
  return canonicalisationOf(method) ?? malformed('evidence-record.canonicalisation-unknown', method.line)
}

function chainsIn(sequence: XmlElement): XmlElement[] {
  return childrenOf(sequence, ERS, 'ArchiveTimeStampChain')
}

/** By the Order attribute, which must count from 1 without a gap. */
function inOrder(elements: readonly XmlElement[]): XmlElement[] {
  const orderOf = (one: XmlElement) => Number(attributeOf(one, 'Order') ?? Number.NaN)
  const sorted = [...elements].sort((a, b) => orderOf(a) - orderOf(b))
  const wrong = sorted.find((one, index) => orderOf(one) !== index + 1)
  return wrong ? malformed('evidence-record.order-attribute', wrong.line) : sorted
}

function readTimestamp(element: XmlElement, oid: string): ReadTimestamp {
  const timeStamp = childOf(element, ERS, 'TimeStamp')
  const token = base64Of(childOf(timeStamp, ERS, 'TimeStampToken'))
  if (!timeStamp || !token) return malformed('evidence-record.token-missing', element.line)
  const tree = childOf(element, ERS, 'HashTree')
  const lists = tree && inOrder(childrenOf(tree, ERS, 'Sequence')).map(readList)
  return { token, timeStamp, digestAlgorithm: { oid }, ...(lists && { lists }) }
}

function readList(sequence: XmlElement): Uint8Array[] {
  return childrenOf(sequence, ERS, 'DigestValue').map(
    (one) => base64Of(one) ?? malformed('evidence-record.hash-malformed', one.line),
  )
}
