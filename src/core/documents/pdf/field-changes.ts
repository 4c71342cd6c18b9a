// What a later revision changed of the form fields of a signed one: filled in, filled over, made to look different, signed, added, taken
// away (ISO 32000-1 §12.7.3, §12.7.4.5).

import type { Change, ChangeKind, Comparison } from './change.ts'
import type { PdfDocument } from './document.ts'
import type { FieldNode } from './outline.ts'
import { rectangleOf } from './places.ts'
import { asArray, asInteger, asName, asString, type PdfDictionary } from './values.ts'

export function fieldChanges(comparison: Comparison): Change[] {
  const { before, after } = comparison.outlines
  const pairs = pairsOf(before.fields, after.fields)
  const kept = new Set(pairs.map(({ old }) => old))
  const removed = before.fields.filter((field) => !kept.has(field))
  return [
    ...removed.map((field): Change => {
      return { kind: 'field-removed', where: field.name, places: comparison.places.before.ofField(field.dictionary) }
    }),
    ...pairs.flatMap(({ old, now }) => {
      const changes = old ? oneField(comparison, old, now) : newField(comparison, now)
      if (changes.length === 0) return []
      const places = comparison.places.after.ofField(now.dictionary)
      return changes.map((change): Change => ({ ...change, places }))
    }),
  ]
}

/** By object number, then by name: two fields of one name must not stand in for each other. */
function pairsOf(before: readonly FieldNode[], after: readonly FieldNode[]): { old?: FieldNode; now: FieldNode }[] {
  const byNumber = new Map(before.flatMap((field) => (field.number === undefined ? [] : [[field.number, field]])))
  const numbers = new Set(after.map(({ number }) => number))
  const byName = new Map(
    before.flatMap((field) => (field.number !== undefined && numbers.has(field.number) ? [] : [[field.name, field]])),
  )
  return after.map((now) => {
    const old = (now.number !== undefined && byNumber.get(now.number)) || byName.get(now.name)
    return { ...(old && { old }), now }
  })
}

function newField({ after }: Comparison, field: FieldNode): Change[] {
  const where = field.name
  if (field.type !== 'Sig') return [{ kind: 'field-added', where }]
  const { entries } = field.dictionary
  const subtype = asName(after.resolve(entries.get('Subtype')))
  if (entries.has('A') || entries.has('AA')) return [{ kind: 'action-added', where }]
  if (subtype !== undefined && subtype !== 'Widget') return [{ kind: 'annotation-added', where, detail: subtype }]
  const signature = after.dictionary(entries.get('V'))
  const isVisible = rectangleOf(after, field.dictionary) !== undefined
  return [{ kind: signature ? signedKind(after, signature, isVisible) : emptyKind(isVisible), where }]
}

const emptyKind = (isVisible: boolean): ChangeKind => (isVisible ? 'visible-signature-added' : 'signature-field-added')

/** @param isNewlyVisible shown in a place of its own, where the signed revision had nothing */
function signedKind(document: PdfDocument, signature: PdfDictionary, isNewlyVisible: boolean): ChangeKind {
  const isTimestamp = asName(document.resolve(signature.entries.get('SubFilter'))) === 'ETSI.RFC3161'
  if (isTimestamp) return isNewlyVisible ? 'visible-timestamp-added' : 'timestamp-added'
  return isNewlyVisible ? 'visible-signature-added' : 'signature-added'
}

/** What filling in touches: the value and how it looks (ISO 32000-1 §12.7.3.1, §12.5.5). */
const VALUE = new Set(['V', 'I', 'RV'])
const LOOK = new Set(['AP', 'AS', 'DA', 'Q', 'M', 'F'])

function oneField(comparison: Comparison, old: FieldNode, field: FieldNode): Change[] {
  const { after, before, sameness } = comparison
  const where = field.name
  const keys = sameness.differingKeys(old.dictionary, field.dictionary)
  if (keys.length === 0) return []
  const detail = keys.join(', ')
  const isShownAlike = !keys.includes('F') || hidingOf(before, old) === hidingOf(after, field)
  const isFilling = isShownAlike && keys.every((key) => VALUE.has(key) || LOOK.has(key))
  if (field.type !== 'Sig')
    return [{ kind: isFilling ? fillingKind(comparison, old, keys) : 'field-changed', where, detail }]
  const [was, is] = [before, after].map((one, i) => one.dictionary([old, field][i]?.dictionary.entries.get('V')))
  if (was || !is) return [{ kind: 'signature-changed', where, detail }]
  const isSigning = isShownAlike && keys.every((key) => VALUE.has(key) || LOOK.has(key) || key === 'MK')
  return [{ kind: isSigning ? signedKind(after, is, false) : 'signature-changed', where, detail }]
}

/** An empty field filled in is what forms are for; what stood there when it was signed is another matter. */
function fillingKind({ before }: Comparison, old: FieldNode, keys: readonly string[]): ChangeKind {
  const hadText = (asString(before.resolve(old.dictionary.entries.get('V')))?.bytes.length ?? 0) > 0
  const hadChoice = (asArray(before.resolve(old.dictionary.entries.get('V')))?.length ?? 0) > 0
  if (keys.includes('V')) return hadText || hadChoice ? 'field-value-replaced' : 'field-filled'
  return keys.some((key) => LOOK.has(key) && key !== 'M' && key !== 'F') ? 'field-appearance-changed' : 'field-filled'
}

/** The flags invisible, hidden and no view (ISO 32000-1 table 165). */
const HIDING = 1 | 2 | 32

function hidingOf(document: PdfDocument, { dictionary }: FieldNode): number {
  return (asInteger(document.resolve(dictionary.entries.get('F'))) ?? 0) & HIDING
}
