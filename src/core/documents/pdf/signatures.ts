// Each signature of a PDF made ready to be judged: what it covers, what it holds, the file as it was signed, and what came later
// (ISO 32000-1 §12.8; EN 319 142-1 §4, §5).

import { derFromBer } from '../../asn1/ber.ts'
import { parsing } from '../../asn1/fields.ts'
import { type ByteSource, joinedOctets } from '../../bytes/octets.ts'
import { defect, fatal, note } from '../../finding.ts'
import { formatOf } from '../../formats.ts'
import type { Inflate } from '../../primitives.ts'
import { type Finding, type Step, step } from '../../verdict.ts'
import { leftoversBehind } from './accounting.ts'
import { type Change, changesBetween } from './changes.ts'
import { openPdf, type PdfDocument } from './document.ts'
import { allowanceOf, type Permissions, permissionsOf } from './permissions.ts'
import { judgeSeedValues } from './seed-values.ts'
import { type Coverage, coverageOf, type SignatureField, signatureFieldsOf } from './signature-fields.ts'
import { asName, type PdfDictionary } from './values.ts'

const FORM_CLAUSE = 'ISO 32000-1 §12.8.1'
const CHANGE_CLAUSE = 'ISO 32000-2 §12.8.2.2'

export type SignatureContent = 'cms' | 'timestamp' | 'seal-signature' | 'unknown'

export interface PreparedSignature {
  field: SignatureField
  /** Before anything cryptographic: form, coverage, later changes. */
  steps: Step[]
  kind: SignatureContent
  /** Absent when what was signed cannot be told. */
  signed?: { octets: ByteSource; message: Uint8Array; end: number }
}

type Signed = SignatureField & { signature: PdfDictionary }

export function prepareSignature(document: PdfDocument, field: Signed, inflate: Inflate): PreparedSignature {
  const { signature } = field
  const coverage = coverageOf(document, signature)
  const evidence = { field: field.name }
  const problems = 'end' in coverage ? coverage.problems : coverage
  const refused = problems.map((one) => fatal(`pdf.range-${one}`, FORM_CLAUSE, 'FORMAT_FAILURE', evidence))
  const form = [...judgeDictionary(signature), ...refused]
  if (!('end' in coverage)) {
    const steps = [step('pdf.signature', FORM_CLAUSE, form, evidence)]
    return { field, steps, kind: kindOf(document, signature, new Uint8Array()) }
  }
  const { message, findings } = messageIn(coverage.contents.bytes)
  const covered = { field: field.name, covered: coverage.end, size: document.bytes.length }
  const steps = [
    step('pdf.signature', FORM_CLAUSE, [...form, ...findings], covered),
    step('pdf.changes', CHANGE_CLAUSE, judgeLater(document, field, { ...coverage, message }, inflate)),
  ]
  const signed = { octets: joinedOctets(...coverage.signed), message, end: coverage.end }
  return { field, steps, kind: kindOf(document, signature, message), signed }
}

function judgeDictionary(signature: PdfDictionary): Finding[] {
  if (signature.duplicates.length === 0) return []
  const keys = signature.duplicates.join(', ')
  return [fatal('pdf.signature-duplicate-key', 'ISO 32000-1 §7.3.7', 'FORMAT_FAILURE', { keys })]
}

/** By what is inside, not by what /SubFilter says; that only tells a document timestamp from a signature. */
function kindOf(document: PdfDocument, signature: PdfDictionary, message: Uint8Array): SignatureContent {
  if (asName(document.resolve(signature.entries.get('SubFilter'))) === 'ETSI.RFC3161') return 'timestamp'
  const format = message.length > 0 ? formatOf(message) : 'unknown'
  if (format === 'seal-signature') return 'seal-signature'
  return format === 'cms' || format === 'timestamp' || message.length === 0 ? 'cms' : 'unknown'
}

/** The message without the zeros that fill the reserved space; anything else behind it was signed by nobody. */
function messageIn(contents: Uint8Array): { message: Uint8Array; findings: Finding[] } {
  const element = derFromBer(contents)
  if (!element.ok) return { message: contents, findings: [] }
  const hidden = contents.subarray(element.value.length).some((octet) => octet !== 0)
  const findings = hidden ? [defect('pdf.contents-hidden-data', FORM_CLAUSE)] : []
  return { message: contents.subarray(0, element.value.length), findings }
}

/** What stands behind the signed revision: nothing, later revisions with changes the signature allows, or an attack. */
function judgeLater(
  document: PdfDocument,
  field: Signed,
  { end, message }: Coverage & { message: Uint8Array },
  inflate: Inflate,
): Finding[] {
  const refuse = (code: string, params = {}) => [fatal(code, CHANGE_CLAUSE, 'FORMAT_FAILURE', params)]
  const opened = openPdf(document.bytes.subarray(0, end), inflate)
  if (!opened.ok) return refuse('pdf.revision-unreadable', { ...opened.error })
  const judged = parsing(() => {
    const then = signatureFieldsOf(opened.value).find(({ name }) => name === field.name)
    if (then?.signature?.start !== field.signature.start) return refuse('pdf.revision-without-signature')
    const [newest] = opened.value.sections
    if (!document.sections.some(({ offset }) => offset === newest?.offset)) return refuse('pdf.revision-not-chained')
    const leftovers = leftoversBehind(document, end)
    const unreadable = document.unreadableContainers(end)
    const permissions = permissionsOf(opened.value, then.field, field.signature)
    return [
      ...judgeSeedValues(opened.value, { ...then, signature: field.signature }, message),
      ...leftovers.flatMap(({ offset, length }) => refuse('pdf.octets-unaccounted', { offset, length })),
      ...unreadable.flatMap((offset) => refuse('pdf.object-stream-unreadable', { offset })),
      ...changesBetween(opened.value, document).map((change) => judgeChange(change, permissions)),
    ]
  })
  return judged.ok ? judged.value : refuse('pdf.revision-unreadable', { ...judged.error })
}

function judgeChange(change: Change, permissions: Permissions): Finding {
  const { kind, where, detail = '' } = change
  const params = { where, detail, ...(permissions.level && { level: permissions.level }) }
  switch (allowanceOf(change, permissions)) {
    case 'allowed':
      return note(`pdf.later-${kind}`, CHANGE_CLAUSE, params)
    case 'allowed-but-visible':
      return defect(`pdf.later-${kind}`, CHANGE_CLAUSE, params)
    default:
      return fatal(`pdf.later-${kind}`, CHANGE_CLAUSE, 'SIG_CONSTRAINTS_FAILURE', params)
  }
}
