// Each signature of a PDF made ready to be judged: what it covers, what it holds, the file as it was signed, and what came later
// (ISO 32000-1 §12.8; EN 319 142-1 §4, §5).

import { derFromBer } from '../../asn1/ber.ts'
import { TAG } from '../../asn1/der.ts'
import { type ByteSource, joinedOctets } from '../../bytes/octets.ts'
import { defect, fatal, note } from '../../finding.ts'
import { formatOf } from '../../formats.ts'
import { type Finding, type Step, step } from '../../verdict.ts'
import type { LaterChange } from '../marks.ts'
import { type Convention, conventionOf, type SignatureContent } from './conventions.ts'
import type { Opening, PdfDocument } from './document.ts'
import { CHANGE_CLAUSE, judgeLater } from './later.ts'
import { coverageOf, type SignatureField, type SignedField } from './signature-fields.ts'
import { asArray, asName, asString, type PdfDictionary } from './values.ts'

const FORM_CLAUSE = 'ISO 32000-1 §12.8.1'

export interface PreparedSignature {
  field: SignatureField
  /** Before anything cryptographic: form, coverage, later changes. */
  steps: Step[]
  kind: SignatureContent
  convention: Convention
  /** Absent when what was signed cannot be told. */
  signed?: { octets: ByteSource; covered: readonly number[]; message: Uint8Array; end: number }
  /** What stands in /Cert, for messages that carry no certificates. */
  certificates: readonly Uint8Array[]
  /** What later revisions changed. */
  changes: LaterChange[]
}

export function prepareSignature(document: PdfDocument, field: SignedField, opening: Opening): PreparedSignature {
  const { signature } = field
  const coverage = coverageOf(document, signature)
  const evidence = { field: field.name }
  const problems = 'end' in coverage ? coverage.problems : coverage
  const refused = problems.map((one) => fatal(`pdf.range-${one}`, FORM_CLAUSE, 'FORMAT_FAILURE', evidence))
  const form = [...judgeDictionary(signature), ...refused]
  if (!('end' in coverage)) {
    const steps = [step('pdf.signature', FORM_CLAUSE, form, evidence)]
    const kind = kindOf(document, signature, new Uint8Array())
    return { field, steps, kind, convention: 'other', certificates: [], changes: [] }
  }
  const { message, findings } = messageIn(coverage.contents.bytes)
  const kind = kindOf(document, signature, message)
  const subFilter = asName(document.resolve(signature.entries.get('SubFilter')))
  const convention = conventionOf(kind, subFilter, message)
  const label = note(`pdf.convention-${convention}`, FORM_CLAUSE, { subFilter: subFilter ?? '' })
  const extent = { field: field.name, covered: coverage.end, size: document.bytes.length }
  const later = judgeLater(document, field, { ...coverage, message }, opening)
  const steps = [
    step('pdf.signature', FORM_CLAUSE, [...form, ...findings, label], extent),
    step('pdf.changes', CHANGE_CLAUSE, later.findings),
  ]
  const [first, second] = coverage.signed
  const covered = [0, first.length, coverage.end - second.length, second.length]
  const signed = { octets: joinedOctets(first, second), covered, message, end: coverage.end }
  const certificates = certificatesIn(document, signature)
  return { field, steps, kind, convention, signed, certificates, changes: later.changes }
}

/** One certificate as a string, or a chain of them as an array (ISO 32000-1 table 252). */
function certificatesIn(document: PdfDocument, signature: PdfDictionary): Uint8Array[] {
  const value = document.resolve(signature.entries.get('Cert'))
  return (asArray(value) ?? [value]).flatMap((one) => asString(document.resolve(one))?.bytes ?? [])
}

function judgeDictionary(signature: PdfDictionary): Finding[] {
  if (signature.duplicates.length === 0) return []
  const keys = signature.duplicates.join(', ')
  return [fatal('pdf.signature-duplicate-key', 'ISO 32000-1 §7.3.7', 'FORMAT_FAILURE', { keys })]
}

/** By what is inside, not by what /SubFilter says; that only tells a document timestamp from a signature. */
function kindOf(document: PdfDocument, signature: PdfDictionary, message: Uint8Array): SignatureContent {
  if (asName(document.resolve(signature.entries.get('SubFilter'))) === 'ETSI.RFC3161') return 'timestamp'
  if (message[0] === TAG.octetString && signature.entries.has('Cert')) return 'raw-rsa'
  const format = message.length > 0 ? formatOf(message) : 'unknown'
  if (format === 'seal-signature') return 'seal-signature'
  return format === 'cms' || format === 'timestamp' || message.length === 0 ? 'cms' : 'unknown'
}

/** The message without the zeros that fill the reserved space; anything else behind it was signed by nobody. */
function messageIn(contents: Uint8Array): { message: Uint8Array; findings: Finding[] } {
  if (contents.every((octet) => octet === 0))
    return { message: contents, findings: [fatal('pdf.contents-empty', FORM_CLAUSE, 'FORMAT_FAILURE')] }
  const element = derFromBer(contents)
  if (!element.ok) return { message: contents, findings: [] }
  const hidden = contents.subarray(element.value.length).some((octet) => octet !== 0)
  const findings = hidden ? [defect('pdf.contents-hidden-data', FORM_CLAUSE)] : []
  return { message: contents.subarray(0, element.value.length), findings }
}
