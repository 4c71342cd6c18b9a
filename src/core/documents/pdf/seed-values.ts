// What the author of a form demands of a signature in it: the seed values of the field (ISO 32000-1 §12.7.4.5 tables 234, 235;
// ISO 32000-2 for document locks). Only demands are judged, hints are not; what cannot be checked here is said.

import { OID } from '../../asn1/oids.ts'
import { equalBytes } from '../../bytes/bytes.ts'
import { attributesOf } from '../../cms/attributes.ts'
import { readableCertificates } from '../../cms/embedded.ts'
import { readSignedData, type SignerInfo } from '../../cms/signed-data.ts'
import { fatal, unknown } from '../../finding.ts'
import type { Finding } from '../../verdict.ts'
import { digestAlgorithmOf } from '../../x509/algorithms.ts'
import type { Certificate } from '../../x509/certificate.ts'
import { sameName } from '../../x509/names.ts'
import type { PdfDocument } from './document.ts'
import { certificationLevelOf } from './permissions.ts'
import { type SignatureField, textOf } from './signature-fields.ts'
import { asArray, asInteger, asName, asString, type PdfDictionary, type PdfValue } from './values.ts'

const CLAUSE = 'ISO 32000-1 §12.7.4.5'

/** Bits of the seed value dictionary's /Ff: the constraint of that name is a demand. */
const DEMANDED = { SubFilter: 2, Reasons: 8, AddRevInfo: 32, DigestMethod: 64, LockDocument: 128 } as const
/** Of the certificate dictionary's /Ff. */
const [SUBJECT, ISSUER] = [1, 2]
const OTHER_DEMANDS_ON_CERTIFICATE = ~3

interface Question {
  document: PdfDocument
  seed: PdfDictionary
  field: PdfDictionary
  signature: PdfDictionary
  signer: SignerInfo
}

/** @param document as it was signed @param message the CMS message in /Contents */
export function judgeSeedValues(document: PdfDocument, field: SignatureField, message: Uint8Array): Finding[] {
  const seed = document.dictionary(field.field.entries.get('SV'))
  const data = readSignedData(message)
  const [signer] = data.ok ? data.value.signerInfos : []
  if (!seed || !field.signature || !data.ok || !signer) return []
  const question = { document, seed, field: field.field, signature: field.signature, signer }
  return RULES.flatMap(({ key, isKept }) => {
    const kept = isKept(question)
    if (kept === true) return []
    return kept === undefined
      ? [unknown('pdf.seed-value-unchecked', CLAUSE, 'SIG_CONSTRAINTS_FAILURE', { key })]
      : [fatal('pdf.seed-value', CLAUSE, 'SIG_CONSTRAINTS_FAILURE', { key })]
  })
}

/** `undefined`: it cannot be told. */
const RULES: readonly { key: string; isKept(question: Question): boolean | undefined }[] = [
  { key: 'SubFilter', isKept: (question) => !demands(question, 'SubFilter') || isListedSubFilter(question) },
  { key: 'DigestMethod', isKept: (question) => !demands(question, 'DigestMethod') || isListedDigest(question) },
  { key: 'Reasons', isKept: (question) => !demands(question, 'Reasons') || isListedReason(question) },
  { key: 'AddRevInfo', isKept: (question) => !demands(question, 'AddRevInfo') || hasRevocationInfo(question) },
  { key: 'LockDocument', isKept: (question) => !demands(question, 'LockDocument') || locksAsAsked(question) },
  { key: 'MDP', isKept: isCertifiedAsAsked },
  { key: 'TimeStamp', isKept: isTimestampedAsAsked },
  { key: 'Cert', isKept: isCertificateAsAsked },
]

function demands({ document, seed }: Question, key: keyof typeof DEMANDED): boolean {
  const flags = asInteger(document.resolve(seed.entries.get('Ff'))) ?? 0
  return (flags & DEMANDED[key]) !== 0 && (seed.entries.has(key) || key === 'Reasons')
}

function listed({ document }: Question, value: PdfValue | undefined): readonly PdfValue[] {
  return (asArray(document.resolve(value)) ?? []).map((one) => document.resolve(one))
}

function isListedSubFilter(question: Question): boolean {
  const { document, seed, signature } = question
  const used = asName(document.resolve(signature.entries.get('SubFilter')))
  return listed(question, seed.entries.get('SubFilter')).some((one) => asName(one) === used)
}

function isListedDigest(question: Question): boolean {
  const used = digestAlgorithmOf(question.signer.digestAlgorithm.oid)
  const names = listed(question, question.seed.entries.get('DigestMethod')).map((one) => textOf(question.document, one))
  return names.some((name) => name.toLowerCase().replace('-', '') === used)
}

/** No reasons, or the lone full stop, forbid a reason. */
function isListedReason(question: Question): boolean {
  const { document, seed, signature } = question
  const allowed = listed(question, seed.entries.get('Reasons')).map((one) => textOf(document, one))
  const given = asString(document.resolve(signature.entries.get('Reason')))
  const isForbidden = allowed.length === 0 || (allowed.length === 1 && allowed[0] === '.')
  return isForbidden ? given === undefined : given !== undefined && allowed.includes(textOf(document, given))
}

/** As Adobe asks for it: in a signed attribute of a message of Adobe's own kinds. */
function hasRevocationInfo({ document, seed, signature, signer }: Question): boolean {
  if (document.resolve(seed.entries.get('AddRevInfo')) !== true) return true
  if (!asName(document.resolve(signature.entries.get('SubFilter')))?.startsWith('adbe.')) return false
  return attributesOf(signer.signedAttributes, OID.adobeRevocation).length > 0
}

/** Locked by certifying without permissions, or by the lock of the field itself (ISO 32000-2 table 236). */
function locksAsAsked({ document, seed, signature, field }: Question): boolean {
  const asked = asName(document.resolve(seed.entries.get('LockDocument')))
  if (asked !== 'true' && asked !== 'false') return true
  const lock = asInteger(document.resolve(document.dictionary(field.entries.get('Lock'))?.entries.get('P')))
  const isLocking = certificationLevelOf(document, signature) === 1 || lock === 1
  return isLocking === (asked === 'true')
}

/** P 0: an ordinary signature; 1 to 3: a certifying one with that permission (ISO 32000-1 table 234). */
function isCertifiedAsAsked({ document, seed, signature }: Question): boolean {
  const asked = asInteger(document.resolve(document.dictionary(seed.entries.get('MDP'))?.entries.get('P')))
  if (asked === undefined) return true
  return (certificationLevelOf(document, signature) ?? 0) === asked
}

function isTimestampedAsAsked({ document, seed, signer }: Question): boolean {
  const asked = document.dictionary(seed.entries.get('TimeStamp'))
  if (asInteger(document.resolve(asked?.entries.get('Ff'))) !== 1) return true
  return attributesOf(signer.unsignedAttributes, OID.signatureTimeStamp).length > 0
}

/** Whether the signer is one of the certificates named, or directly below one; how a longer chain would have to be is left open. */
function isCertificateAsAsked(question: Question): boolean | undefined {
  const { document, seed, signer } = question
  const asked = document.dictionary(seed.entries.get('Cert'))
  const flags = asInteger(document.resolve(asked?.entries.get('Ff'))) ?? 0
  if (!asked || flags === 0) return true
  const { identifier } = signer
  if ((flags & OTHER_DEMANDS_ON_CERTIFICATE) !== 0 || identifier.kind !== 'issuer-serial') return undefined
  const named = (key: string) =>
    readableCertificates(listed(question, asked.entries.get(key)).flatMap((one) => asString(one)?.bytes ?? []))
  const isSigner = (one: Certificate) =>
    equalBytes(one.serial, identifier.serial) && sameName(one.issuer, identifier.issuer)
  if ((flags & SUBJECT) !== 0 && !named('Subject').some(isSigner)) return false
  if ((flags & ISSUER) === 0 || named('Issuer').some((one) => sameName(one.subject, identifier.issuer))) return true
  return undefined
}
