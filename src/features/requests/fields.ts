// What a request has that may be wrong, in the words of its forms: whoever returns one chooses from these, and whoever mends it sees the
// reason there. One table, for the page that asks and for the verb that checks.

import { AppError } from '#src/context.ts'
import { KINDS, type RequestKind } from './rules.ts'

export const FIELDS = {
  staff: { zh: '人员信息', en: 'The person' },
  credential: { zh: '所选证书', en: 'The certificate chosen' },
  profileId: { zh: '证书种类', en: 'Kind of certificate' },
  cause: { zh: '原因', en: 'Cause' },
  newName: { zh: '新姓名', en: 'New name' },
  toUnitId: { zh: '调入单位', en: 'Office to move to' },
  note: { zh: '说明', en: 'Note' },
  materials: { zh: '材料', en: 'Evidence' },
} as const satisfies Readonly<Record<string, { zh: string; en: string }>>
export type FieldName = keyof typeof FIELDS

/** Those of a kind, in the order of its form. */
export function fieldsOf(kind: RequestKind): FieldName[] {
  const { credential, causes, needs } = KINDS[kind]
  const own: readonly string[] = [
    ...['staff', 'note', 'materials', ...needs],
    ...(credential ? ['credential'] : []),
    ...(causes ? ['cause'] : []),
  ]
  return (Object.keys(FIELDS) as FieldName[]).filter((name) => own.includes(name))
}

/** @throws AppError `bad-input` naming a field that the kind has not, or that is named twice */
export function requireFields(kind: RequestKind, names: readonly string[]): void {
  const own: readonly string[] = fieldsOf(kind)
  const unknown = names.find((name) => !own.includes(name))
  if (unknown !== undefined)
    throw new AppError('bad-input', 'requests.field-unknown', { field: unknown, fields: own.join(', ') })
  const twice = names.find((name, at) => names.indexOf(name) !== at)
  if (twice !== undefined) throw new AppError('bad-input', 'requests.field-twice', { field: twice })
}
