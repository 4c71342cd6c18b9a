// A changed file that is still accepted must be changed where nobody signed. Which place that is, is found by reading both files:
// whatever the signature covers must be the same, octet for octet; what differs names the class. No class: a false accept.

import { equalBytes } from '#core/bytes/bytes.ts'
import { readSmime } from '#core/cms/mime.ts'
import { readSignedData, type SignedData, type SignerInfo } from '#core/cms/signed-data.ts'
import { readEvidenceRecord } from '#core/evidence-records/record.ts'
import { unarmoured } from '#core/formats.ts'
import { parseOcspResponse } from '#core/revocation/ocsp.ts'
import { parseSeal, parseSealSignature } from '#core/seals/structure.ts'
import { readTimestampResponse } from '#core/tsp/token.ts'
import type { AlgorithmIdentifier } from '#core/x509/certificate.ts'
import { jwsChanges, type UnsignedPlace } from './unsigned-places.ts'

/** Where a change may lie that no signature sees. */
export type Unsigned =
  | 'text around the objects'
  | 'further certificate of the file'
  | 'transfer encoding'
  | 'bytes behind the object'
  | 'certificates of the message'
  | 'revocation evidence of the message'
  | 'announced digest algorithms'
  | 'version numbers'
  | 'content type'
  | 'signer identifier'
  | 'algorithm identifiers of the signer'
  | 'unsigned attributes'
  | 'outside every signed range'
  | 'status of the response'
  | 'certificates of the answer'
  | 'timestamp of the seal'
  | 'certificate and algorithm of the seal maker'
  | 'attributes of the record'
  | 'markup that says nothing'
  | 'unsigned parts of an XML signature'
  | 'content that the report calls unsigned'
  | UnsignedPlace
  | 'bookkeeping of the archive'
  | 'list of the signatures'

/** @returns what was changed; empty when what is signed differs, so that nothing excuses an acceptance */
export function unsignedChanges(kind: string, before: Uint8Array, after: Uint8Array): Unsigned[] {
  const [first, ...others] = unarmoured(before)
  const [changed, ...changedOthers] = unarmoured(after)
  if (!first || !changed) return []
  if (kind === 'certificate-path') return certificateChanges([first, ...others], [changed, ...changedOthers])
  if (equalBytes(first, changed)) return ['text around the objects']
  switch (kind) {
    case 'cms':
      return messageChanges(first, changed)
    case 'timestamp':
      return responseChanges(first, changed)
    case 'ocsp':
      return answerChanges(first, changed)
    case 'seal':
    case 'seal-signature':
      return sealChanges(first, changed)
    case 'evidence-record':
      return recordChanges(first, changed)
    case 'jws':
      return jwsChanges(first, changed)
    default:
      return []
  }
}

function certificateChanges(before: Uint8Array[], after: Uint8Array[]): Unsigned[] {
  const [target] = before
  const [changed] = after
  if (!target || !changed || !equalBytes(target, changed)) return []
  const isSame =
    before.length === after.length && before.every((one, i) => equalBytes(one, after[i] ?? new Uint8Array()))
  return [isSame ? 'text around the objects' : 'further certificate of the file']
}

function messageChanges(before: Uint8Array, after: Uint8Array): Unsigned[] {
  const [mail, changedMail] = [readSmime(before), readSmime(after)]
  if (mail && changedMail) {
    if (!sameOptional(mail.content, changedMail.content)) return []
    if (equalBytes(mail.signature, changedMail.signature)) return ['text around the objects']
    return signedDataChanges(mail.signature, changedMail.signature)
  }
  return signedDataChanges(before, after)
}

export function signedDataChanges(before: Uint8Array, after: Uint8Array): Unsigned[] {
  const [was, is] = [readSignedData(before), readSignedData(after)]
  if (!was.ok || !is.ok || !isSignedAlike(was.value, is.value)) return []
  const found: Unsigned[] = []
  const differ = (a: readonly Uint8Array[], b: readonly Uint8Array[]) => !sameList(a, b)
  if (differ(was.value.certificates, is.value.certificates)) found.push('certificates of the message')
  if (was.value.otherCertificates !== is.value.otherCertificates) found.push('certificates of the message')
  const evidence = (data: SignedData) => [...data.crls, ...data.ocspResponses]
  if (differ(evidence(was.value), evidence(is.value))) found.push('revocation evidence of the message')
  if (!sameAlgorithms(was.value.digestAlgorithms, is.value.digestAlgorithms)) found.push('announced digest algorithms')
  if (versions(was.value) !== versions(is.value)) found.push('version numbers')
  if (was.value.contentType !== is.value.contentType || was.value.outerType !== is.value.outerType) {
    found.push('content type')
  }
  const identifiers = (data: SignedData) => JSON.stringify(data.signerInfos.map(identifierOf))
  if (identifiers(was.value) !== identifiers(is.value)) found.push('signer identifier')
  const algorithms = ({ signerInfos }: SignedData) =>
    signerInfos.flatMap((one) => [one.digestAlgorithm, one.signatureAlgorithm])
  if (!sameAlgorithms(algorithms(was.value), algorithms(is.value))) found.push('algorithm identifiers of the signer')
  const unsigned = (data: SignedData) => data.signerInfos.map((one) => one.unsignedAttributes?.raw ?? new Uint8Array())
  if (differ(unsigned(was.value), unsigned(is.value))) found.push('unsigned attributes')
  if (was.value.trailingBytes !== is.value.trailingBytes) found.push('bytes behind the object')
  if (found.length === 0) found.push('transfer encoding')
  return found
}

const versions = (data: SignedData) => [data.version, ...data.signerInfos.map((one) => one.version)].join()

/** Content and, for each signer, the signed attributes and the signature value. */
function isSignedAlike(a: SignedData, b: SignedData): boolean {
  return (
    sameOptional(a.content, b.content) &&
    a.signerInfos.length === b.signerInfos.length &&
    a.signerInfos.every((one, i) => isSameSigner(one, b.signerInfos[i]))
  )
}

function isSameSigner(a: SignerInfo, b: SignerInfo | undefined): boolean {
  return (
    b !== undefined &&
    sameOptional(a.signedAttributes?.raw, b.signedAttributes?.raw) &&
    equalBytes(a.signature, b.signature)
  )
}

function identifierOf({ identifier }: SignerInfo) {
  if (identifier.kind === 'key-identifier') return [...identifier.keyIdentifier]
  return [...identifier.issuer.raw, ...identifier.serial]
}

function responseChanges(before: Uint8Array, after: Uint8Array): Unsigned[] {
  const [was, is] = [readTimestampResponse(before), readTimestampResponse(after)]
  if (!was.ok || !is.ok) return signedDataChanges(before, after)
  const [token, changed] = [was.value.token, is.value.token]
  if (!token || !changed) return []
  return equalBytes(token, changed) ? ['status of the response'] : signedDataChanges(token, changed)
}

function answerChanges(before: Uint8Array, after: Uint8Array): Unsigned[] {
  const [was, is] = [parseOcspResponse(before), parseOcspResponse(after)]
  const [a, b] = [was.ok ? was.value.basic : undefined, is.ok ? is.value.basic : undefined]
  if (!a || !b || !equalBytes(a.tbs, b.tbs) || !equalBytes(a.signature, b.signature)) return []
  if (!sameAlgorithms([a.signatureAlgorithm], [b.signatureAlgorithm])) return []
  return ['certificates of the answer']
}

function sealChanges(before: Uint8Array, after: Uint8Array): Unsigned[] {
  const [a, b] = [parseSealSignature(before), parseSealSignature(after)]
  if (a.ok && b.ok) {
    const isSame = equalBytes(a.value.toSign, b.value.toSign) && equalBytes(a.value.signature, b.value.signature)
    return isSame && a.value.algorithm === b.value.algorithm ? ['timestamp of the seal'] : []
  }
  const [was, is] = [parseSeal(before), parseSeal(after)]
  if (!was.ok || !is.ok) return signedDataChanges(before, after)
  const isSame = equalBytes(was.value.info, is.value.info)
  if (!isSame || !equalBytes(was.value.makerSignature, is.value.makerSignature)) return []
  if (equalBytes(was.value.makerFields, is.value.makerFields)) return ['timestamp of the seal']
  // Only the first version of the format signs them.
  return was.value.version === 1 ? [] : ['certificate and algorithm of the seal maker']
}

/** The reduced hash trees and what is signed in every token must be the same; the rest of a record is under no timestamp of its own. */
function recordChanges(before: Uint8Array, after: Uint8Array): Unsigned[] {
  const [was, is] = [readEvidenceRecord(before), readEvidenceRecord(after)]
  if (!was.ok || !is.ok) return []
  const [mine, theirs] = [was.value, is.value].map((record) => record.chains.flatMap((chain) => chain.timestamps))
  if (!mine || mine.length !== theirs?.length || !sameList(mine.flatMap(hashesOf), theirs.flatMap(hashesOf))) return []
  const inTokens = mine.map((one, i) => tokenChanges(one.token, theirs[i]?.token ?? new Uint8Array()))
  if (inTokens.includes(undefined)) return []
  const found = inTokens.flatMap((changes) => changes ?? [])
  if (!sameAlgorithms(was.value.digestAlgorithms, is.value.digestAlgorithms)) found.push('announced digest algorithms')
  return found.length > 0 ? found : ['attributes of the record']
}

const hashesOf = ({ lists = [] }: { lists?: Uint8Array[][] }) => lists.flat()

/** `undefined`: something signed differs. */
export function tokenChanges(before: Uint8Array, after: Uint8Array): Unsigned[] | undefined {
  if (equalBytes(before, after)) return []
  const changes = signedDataChanges(before, after)
  return changes.length > 0 ? changes : undefined
}

function sameAlgorithms(a: readonly AlgorithmIdentifier[], b: readonly AlgorithmIdentifier[]): boolean {
  return (
    a.length === b.length &&
    a.every((one, i) => one.oid === b[i]?.oid && sameOptional(one.parameters, b[i]?.parameters))
  )
}

function sameList(a: readonly Uint8Array[], b: readonly Uint8Array[]): boolean {
  return a.length === b.length && a.every((one, i) => equalBytes(one, b[i] ?? new Uint8Array()))
}

function sameOptional(a: unknown, b: unknown): boolean {
  if (a === undefined || b === undefined) return a === b
  return a instanceof Uint8Array && b instanceof Uint8Array && equalBytes(a, b)
}
