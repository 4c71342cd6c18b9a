// What stands behind a signed revision of a PDF: octets nobody accounts for, a chain that does not lead back, and every change with
// whether the signature allows it (ISO 32000-2 §12.8.2.2).

import type { ParseError } from '../../asn1/der.ts'
import { parsing } from '../../asn1/fields.ts'
import { defect, fatal, note } from '../../finding.ts'
import type { Finding } from '../../verdict.ts'
import type { LaterChange } from '../marks.ts'
import { leftoversBehind } from './accounting.ts'
import type { Change } from './change.ts'
import { changesBetween } from './changes.ts'
import { laterUnreadable, namedStructure } from './damage.ts'
import { type Opening, openPdf, type PdfDocument } from './document.ts'
import { allowanceOf, type Permissions, permissionsOf } from './permissions.ts'
import { Sameness } from './sameness.ts'
import { judgeSeedValues } from './seed-values.ts'
import { type Coverage, type SignedField, signatureFieldsOf } from './signature-fields.ts'
import { asArray } from './values.ts'

export const CHANGE_CLAUSE = 'ISO 32000-2 §12.8.2.2'

export interface Later {
  findings: Finding[]
  changes: LaterChange[]
}

const only = (findings: Finding[]): Later => ({ findings, changes: [] })

function markOf({ change: { where, places = [] }, finding }: { change: Change; finding: Finding }): LaterChange {
  return { code: finding.code, effect: finding.effect, where, places }
}

/** What stands behind the signed revision: nothing, later revisions with changes the signature allows, or an attack. */
export function judgeLater(
  document: PdfDocument,
  field: SignedField,
  { end, message }: Coverage & { message: Uint8Array },
  opening: Opening,
): Later {
  const refuse = (code: string, params = {}) => [fatal(code, CHANGE_CLAUSE, 'FORMAT_FAILURE', params)]
  const opened = openPdf(document.bytes.subarray(0, end), opening)
  const unreadable = (error: ParseError) => [
    ...refuse('pdf.revision-unreadable', { ...error }),
    ...namedStructure(error.code),
    ...(end < document.bytes.length ? [laterUnreadable(end, document.bytes.length)] : []),
  ]
  if (!opened.ok) return only(unreadable(opened.error))
  const judged = parsing((): Later => {
    if (!keepsEncryption(opened.value, document)) return only(refuse('pdf.encryption-changed'))
    const then = signatureFieldsOf(opened.value).find(({ name }) => name === field.name)
    if (then?.signature?.start !== field.signature.start) return only(refuse('pdf.revision-without-signature'))
    const [newest] = opened.value.sections
    if (!document.sections.some(({ offset }) => offset === newest?.offset))
      return only(refuse('pdf.revision-not-chained'))
    const leftovers = leftoversBehind(document, end)
    const sealed = document.unreadableContainers(end)
    const permissions = permissionsOf(opened.value, then.field, field.signature)
    const judgements = changesBetween(opened.value, document).map((change) => ({
      change,
      finding: judgeChange(change, permissions),
    }))
    const findings = [
      ...judgeSeedValues(opened.value, { ...then, signature: field.signature }, message),
      ...leftovers.flatMap(({ offset, length }) => refuse('pdf.octets-unaccounted', { offset, length })),
      ...sealed.flatMap((offset) => refuse('pdf.object-stream-unreadable', { offset })),
      ...document.duplicateKeys(end).flatMap(([number, keys]) => refuse('pdf.duplicate-key', { number, keys })),
      ...judgements.map(({ finding }) => finding),
    ]
    return { findings, changes: judgements.map(markOf) }
  })
  return judged.ok ? judged.value : only(unreadable(judged.error))
}

/** One key for the whole file: with another, what was signed would read as something else. */
function keepsEncryption(before: PdfDocument, after: PdfDocument): boolean {
  const unnamed = (document: PdfDocument) => ({ document, labels: new Map<number, string>() })
  const sameness = new Sameness(unnamed(before), unnamed(after))
  const [old, now] = [before, after].map(({ trailer }) => trailer.entries.get('Encrypt') ?? null)
  if (!sameness.holds(old, now)) return false
  const [oldId, newId] = [before, after].map((one) => asArray(one.resolve(one.trailer.entries.get('ID')))?.[0])
  return before.cipher === undefined || sameness.holds(oldId, newId)
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
