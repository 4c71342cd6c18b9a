// What is being asked for, while it is typed.

import type { SealDesign, SealDetail, SealKind, SealRequestDetail } from './shapes.ts'

export interface Draft {
  sealKind: SealKind
  source: 'design' | 'scan'
  style: string
  text: string
  line: string
  number: string
  ending: '' | '印' | '之印' | '印章'
  cut: 'relief' | 'intaglio'
  scan?: File
  scanWidthMm: number
  certificate?: File
  /** Of somebody on the lists, in the place of a file. */
  credentialId?: string | undefined
  name: string
  holderName: string
  unitName: string
  reason: string
  version: 1 | 4
  validYears: number
}

export const STYLES: Record<SealKind, readonly string[]> = {
  name: ['name-square-20', 'name-square-18', 'name-upright-12x24', 'name-line-30x12'],
  special: ['special-round-40', 'special-oval-45x30', 'special-oval-40x30'],
  official: ['official-round-42', 'official-round-45', 'official-round-50'],
}

const EMPTY: Draft = {
  ...{ sealKind: 'name', source: 'design', style: 'name-square-20', text: '', line: '', number: '', ending: '' },
  ...{ cut: 'relief', scanWidthMm: 20, name: '', holderName: '', unitName: '', reason: '', version: 4, validYears: 3 },
}

export function draftOf(before?: SealDetail | SealRequestDetail): Draft {
  if (!before) return EMPTY
  const { name, holderName, unitName, version, design } = before
  const sealKind = 'sealKind' in before ? before.sealKind : before.kind
  return {
    ...EMPTY,
    ...{ sealKind, name, holderName, unitName, version: version === 1 ? 1 : 4 },
    ...(design ? { ...design, line: design.line ?? '', number: design.number ?? '' } : { source: 'scan' }),
    ending: design?.ending ?? '',
    cut: design?.cut ?? 'relief',
    style: design?.style ?? STYLES[sealKind][0] ?? '',
  }
}

export function designOf({ sealKind, style, text, line, number, ending, cut }: Draft): SealDesign {
  const words = { style, text: text.trim() }
  if (sealKind === 'name') return { ...words, ...(ending && { ending }), cut }
  return { ...words, ...(line.trim() && { line: line.trim() }), ...(number.trim() && { number: number.trim() }) }
}

/** A new one brings its picture and its certificate; otherwise what is not given stays. */
export function isComplete(draft: Draft, isNew: boolean): boolean {
  const words = [draft.name, draft.holderName, draft.unitName, draft.reason].every((one) => one.trim() !== '')
  const picture = draft.source === 'design' ? draft.text.trim() !== '' : !isNew || draft.scan !== undefined
  return words && picture && (!isNew || draft.certificate !== undefined || draft.credentialId !== undefined)
}

export function formOf(draft: Draft, isReplacement: boolean): FormData {
  const { sealKind, name, holderName, unitName, reason, version, validYears, source, scan, scanWidthMm, certificate } =
    draft
  const form = new FormData()
  const said = {
    ...{ sealKind, name, holderName, unitName, reason, version, validYears },
    ...(isReplacement && { kind: 'change' }),
    ...(draft.credentialId && { credentialIds: [draft.credentialId] }),
    ...(source === 'design' && { design: designOf(draft) }),
    ...(source === 'scan' && scan && { scanWidthMm }),
  }
  form.set('request', JSON.stringify(said))
  if (certificate) form.append('certificates', certificate)
  if (source === 'scan' && scan) form.append('scan', scan)
  return form
}
