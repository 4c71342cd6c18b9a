// The kinds of service records as data: what each asks for. Forms, columns and validation all follow from this table.

import { z } from 'zod'
import { parseCivilDate } from '#core/calendar/civil.ts'

type Text = Readonly<{ zh: string; en: string }>

export interface Field {
  name: string
  title: Text
  type: 'text' | 'long' | 'date' | 'count' | 'quarter'
  isRequired: boolean
}

export interface RecordKind {
  id: string
  title: Text
  /** What it is for, and which standard counts it. */
  purpose: Text
  fields: readonly Field[]
}

const field = (name: string, type: Field['type'], zh: string, en: string, isRequired = true): Field => ({
  ...{ name, type, isRequired },
  title: { zh, en },
})
const optional = (name: string, type: Field['type'], zh: string, en: string) => field(name, type, zh, en, false)

export const RECORD_KINDS = [
  {
    id: 'training',
    title: { zh: '培训记录', en: 'Training' },
    purpose: { zh: '对中心操作人员与各区开展的培训', en: 'Training given to operators and districts' },
    fields: [
      field('audience', 'text', '培训对象', 'Audience'),
      field('trainer', 'text', '讲师', 'Trainer'),
      field('attendees', 'count', '人数', 'Attendees'),
      optional('materials', 'long', '教材与签到', 'Materials and attendance list'),
    ],
  },
  {
    id: 'question',
    title: { zh: '咨询解答', en: 'Questions answered' },
    purpose: { zh: '当场解答的操作疑问；需要跟进的请开工单', en: 'Answered on the spot; open a ticket for the rest' },
    fields: [
      field('asker', 'text', '咨询人', 'Asked by'),
      optional('system', 'text', '系统', 'System'),
      field('question', 'long', '问题', 'Question'),
      field('answer', 'long', '解答', 'Answer'),
    ],
  },
  {
    id: 'purchase',
    title: { zh: '采购', en: 'Purchases' },
    purpose: {
      zh: '考核第 1 条：签约后 60 日内下单，有证明',
      en: 'Standard 1: ordered within 60 days of signing, with proof',
    },
    fields: [
      field('signedOn', 'date', '签约日', 'Signed on'),
      optional('orderedOn', 'date', '下单日', 'Ordered on'),
      optional('proof', 'text', '证明文件', 'Proof'),
    ],
  },
  {
    id: 'patch-list',
    title: { zh: '软件与补丁清单', en: 'Software and patches' },
    purpose: { zh: '考核第 4 条：每季度提交，一行一个产品', en: 'Standard 4: submitted each quarter, a product a row' },
    fields: [
      field('quarter', 'quarter', '季度', 'Quarter'),
      field('version', 'text', '版本', 'Version'),
      field('patchLevel', 'text', '补丁级别', 'Patch level'),
      field('vendorLatest', 'text', '厂商最新', 'Vendor’s latest'),
      field('checkedOn', 'date', '核对日', 'Checked on'),
      optional('reason', 'long', '未更新的原因', 'Why it is behind'),
      optional('submittedOn', 'date', '提交日', 'Submitted on'),
    ],
  },
  {
    id: 'submission',
    title: { zh: '数据报送', en: 'Data submissions' },
    purpose: {
      zh: '考核第 6 条：完整性与准确性大于 98%，按时',
      en: 'Standard 6: complete and accurate above 98 %, on time',
    },
    fields: [
      field('dueOn', 'date', '应报日', 'Due on'),
      optional('submittedOn', 'date', '报送日', 'Submitted on'),
      field('expected', 'count', '应报条数', 'Expected'),
      field('delivered', 'count', '实报条数', 'Delivered'),
      field('checked', 'count', '抽查条数', 'Checked'),
      field('bad', 'count', '错误条数', 'Wrong'),
    ],
  },
  {
    id: 'document-set',
    title: { zh: '文档', en: 'Documents' },
    purpose: { zh: '考核第 7 条：齐全与正确大于 95%', en: 'Standard 7: complete and correct above 95 %' },
    fields: [
      field('required', 'count', '应有份数', 'Required'),
      field('complete', 'count', '齐全份数', 'Complete'),
      field('sampled', 'count', '抽查份数', 'Sampled'),
      field('correct', 'count', '正确份数', 'Correct'),
    ],
  },
] as const satisfies readonly RecordKind[]

export type RecordKindId = (typeof RECORD_KINDS)[number]['id']
export const RECORD_KIND_IDS = RECORD_KINDS.map(({ id }) => id)

const date = z.string().refine((text) => parseCivilDate(text).ok, { message: 'not a date' })
const TYPES = {
  text: z.string().trim().min(1).max(200),
  long: z.string().trim().min(1).max(4_000),
  date,
  count: z.number().int().min(0).max(1_000_000_000),
  quarter: z.string().regex(/^20\d\dQ[1-4]$/, { message: 'not a quarter such as 2026Q4' }),
} as const

export function kindOf(id: string): RecordKind | undefined {
  return RECORD_KINDS.find((kind) => kind.id === id)
}

/** Validates the fields of a kind; unknown fields are refused. */
export function schemaOf({ fields }: RecordKind) {
  const shape = fields.map(({ name, type, isRequired }) => [name, isRequired ? TYPES[type] : TYPES[type].optional()])
  return z.strictObject(Object.fromEntries(shape) as Record<string, z.ZodType<string | number | undefined>>)
}
