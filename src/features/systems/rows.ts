// The register as one flat table, a row for each check: how it is read from a spreadsheet and written to one. Pure.

import { parseCivilDate } from '#core/calendar/civil.ts'
import { PROBE_KINDS } from '#core/checks/probe-result.ts'
import type { Cell } from '#src/ports.ts'
import {
  type CheckKind,
  ENVIRONMENTS,
  FORMS,
  LAYERS,
  type Register,
  type RegisterCheck,
  type RegisterNode,
  type RegisterSystem,
  ROLES,
} from './register.ts'

/** A problem with one cell. `row` counts as the spreadsheet does: the heading is row 1. */
export interface RowProblem {
  row: number
  column: string
  code: string
  params: Record<string, string | number>
}

type Field =
  | 'systemId'
  | 'systemName'
  | 'group'
  | 'environment'
  | 'contractItem'
  | 'owner'
  | 'nodeId'
  | 'nodeName'
  | 'role'
  | 'form'
  | 'os'
  | 'address'
  | 'warrantyUntil'
  | 'seedLine'
  | 'riskAcceptance'
  | 'standIn'
  | 'behind'
  | 'checkId'
  | 'titleZh'
  | 'titleEn'
  | 'kind'
  | 'layer'
  | 'target'
  | 'settings'
  | 'enabled'
  | 'mustMeasure'

const ENVIRONMENT_WORDS = { 生产: 'production', 容灾: 'disaster-recovery', 开发测试: 'development-test', 测试: 'test' }
const FORM_WORDS = { 软件: 'software', 硬件: 'hardware', 数据库: 'database', 证书: 'certificate' }
const LAYER_WORDS = {
  网络层: 'network',
  操作系统: 'os',
  发布应用层: 'application',
  数据库: 'database',
  备份: 'backup',
}
const KIND_WORDS = { 人工: 'manual' }
const FLAG_WORDS = { 是: 'yes', 否: 'no', yes: 'yes', no: 'no', true: 'yes', false: 'no' }
const KINDS: readonly CheckKind[] = [...PROBE_KINDS, 'manual', 'backup']

interface Column {
  field: Field
  heading: string
  width: number
  required?: boolean
  /** What may stand there; the words people write and what they mean. */
  choice?: readonly string[]
  words?: Readonly<Record<string, string>>
}

/** Order and headings are fixed: an exported file is an importable one. */
export const COLUMNS: readonly Column[] = [
  { field: 'systemId', heading: '系统编号', width: 22, required: true },
  { field: 'systemName', heading: '系统名称', width: 30, required: true },
  { field: 'group', heading: '系统分组', width: 24, required: true },
  {
    field: 'environment',
    heading: '环境',
    width: 10,
    required: true,
    choice: ENVIRONMENTS,
    words: ENVIRONMENT_WORDS,
  },
  { field: 'contractItem', heading: '合同条目', width: 14 },
  { field: 'owner', heading: '责任人', width: 12 },
  { field: 'nodeId', heading: '节点编号', width: 26, required: true },
  { field: 'nodeName', heading: '设备或节点', width: 30, required: true },
  { field: 'role', heading: '角色', width: 14, required: true, choice: ROLES },
  { field: 'form', heading: '部署模式', width: 10, required: true, choice: FORMS, words: FORM_WORDS },
  { field: 'os', heading: '操作系统', width: 14 },
  { field: 'address', heading: 'IP', width: 18 },
  { field: 'warrantyUntil', heading: '维保到期', width: 12 },
  { field: 'seedLine', heading: '招标文件行号', width: 12 },
  { field: 'riskAcceptance', heading: '风险接受', width: 30 },
  { field: 'standIn', heading: '实验室代演', width: 14 },
  { field: 'behind', heading: '上级节点', width: 26 },
  { field: 'checkId', heading: '巡检项编号', width: 32 },
  { field: 'titleZh', heading: '巡检项目', width: 30 },
  { field: 'titleEn', heading: 'Item', width: 30 },
  { field: 'kind', heading: '检查方式', width: 12, choice: KINDS, words: KIND_WORDS },
  { field: 'layer', heading: '层次', width: 12, choice: LAYERS, words: LAYER_WORDS },
  { field: 'target', heading: '检查对象', width: 30 },
  { field: 'settings', heading: '设置', width: 30 },
  { field: 'enabled', heading: '启用', width: 8, choice: ['yes', 'no'], words: FLAG_WORDS },
  { field: 'mustMeasure', heading: '必填实测值', width: 10, choice: ['yes', 'no'], words: FLAG_WORDS },
]

export const MAX_ROWS = 20_000
const MAX_CELL = 2_000
/** The settings of a probe hold certificates: as much as a cell of a spreadsheet takes. */
const MAX_SETTINGS = 32_767
const ID = /^[a-z0-9][a-z0-9.-]{0,79}$/

type Values = Record<Field, string>

const EMPTY = Object.fromEntries(COLUMNS.map(({ field }) => [field, ''])) as Values

/** Heading and rows of a register; words as people write them. */
export function registerRows(register: Register): Cell[][] {
  const said = ({ words }: Column, value: string) =>
    Object.entries(words ?? {}).find(([, meaning]) => meaning === value)?.[0] ?? value
  const line = (values: Values): Cell[] => COLUMNS.map((column) => said(column, values[column.field]) || null)
  return [COLUMNS.map(({ heading }) => heading), ...flatten(register).map(line)]
}

/** One set of values for each check; a node without checks has one row with the check columns empty. */
export function flatten(register: Register): Values[] {
  return register.systems.flatMap((system) =>
    system.nodes.flatMap((node) => {
      const base: Values = { ...EMPTY, ...systemValues(system), ...nodeValues(node) }
      return node.checks.length === 0 ? [base] : node.checks.map((check) => ({ ...base, ...checkValues(check) }))
    }),
  )
}

function systemValues({ id, name, group, environment, contractItem, owner }: RegisterSystem): Partial<Values> {
  return { systemId: id, systemName: name, group, environment, contractItem, owner: owner ?? '' }
}

function nodeValues(node: RegisterNode): Partial<Values> {
  return {
    nodeId: node.id,
    nodeName: node.name,
    role: node.role,
    form: node.form,
    os: node.os ?? '',
    address: node.address ?? '',
    warrantyUntil: node.warrantyUntil ?? '',
    seedLine: node.seedLine === null ? '' : String(node.seedLine),
    riskAcceptance: node.riskAcceptance ?? '',
    standIn: node.standIn ?? '',
    behind: node.behind ?? '',
  }
}

function checkValues(check: RegisterCheck): Partial<Values> {
  return {
    checkId: check.id,
    titleZh: check.title.zh,
    titleEn: check.title.en,
    kind: check.kind,
    layer: check.layer,
    target: check.target,
    settings: Object.keys(check.settings).length === 0 ? '' : JSON.stringify(check.settings),
    enabled: check.enabled ? 'yes' : 'no',
    mustMeasure: check.mustMeasure ? 'yes' : 'no',
  }
}

export interface ReadRegister {
  register: Register
  /** Rows that stand. */
  accepted: number
  problems: RowProblem[]
}

/** Reads heading and rows. Rows with a problem are left out of the register; the caller decides whether the rest may enter. */
export function readRows(rows: readonly (readonly Cell[])[]): ReadRegister {
  const [heading = [], ...lines] = rows
  const problems = headingProblems(heading)
  if (lines.length > MAX_ROWS) problems.push(problem(1, '', 'systems.rows-too-many', { max: MAX_ROWS }))
  if (problems.length > 0) return { register: { systems: [] }, accepted: 0, problems }
  const at = new Map(COLUMNS.map((column) => [column.field, heading.indexOf(column.heading)]))
  const valued = lines.map((line) => {
    const cell = (field: Field) => String(line[at.get(field) ?? -1] ?? '').trim()
    return Object.fromEntries(COLUMNS.map(({ field }) => [field, cell(field)])) as Values
  })
  return assemble(valued)
}

function headingProblems(heading: readonly Cell[]): RowProblem[] {
  const needed = COLUMNS.filter((column) => column.required)
  return needed
    .filter((column) => !heading.includes(column.heading))
    .map((column) => problem(1, column.heading, 'systems.column-missing'))
}

function problem(row: number, column: string, code: string, params: Record<string, string | number> = {}): RowProblem {
  return { row, column, code, params }
}

/** Builds the register of rows given as values; empty rows are passed over. */
export function assemble(rows: readonly Values[]): ReadRegister {
  const systems = new Map<string, RegisterSystem>()
  const nodeOwner = new Map<string, string>()
  const checkIds = new Set<string>()
  const problems: RowProblem[] = []
  let accepted = 0
  rows.forEach((raw, index) => {
    if (COLUMNS.every(({ field }) => raw[field] === '')) return
    const row = index + 2
    const values = meaning(raw)
    const found = [
      ...cellProblems(row, values),
      ...conflicts(row, values, systems.get(values.systemId), nodeOwner, checkIds),
    ]
    problems.push(...found)
    if (found.length > 0) return
    accepted += 1
    nodeOwner.set(values.nodeId, values.systemId)
    if (values.checkId) checkIds.add(values.checkId)
    enter(systems, values)
  })
  return { register: { systems: [...systems.values()] }, accepted, problems }
}

function meaning(raw: Values): Values {
  const values = { ...raw }
  for (const { field, words } of COLUMNS) values[field] = words?.[raw[field]] ?? raw[field]
  return values
}

function cellProblems(row: number, values: Values): RowProblem[] {
  const found: RowProblem[] = []
  const hasCheck = values.checkId !== ''
  for (const { field, heading, required, choice } of COLUMNS) {
    const value = values[field]
    const isNeeded = required || (hasCheck && ['titleZh', 'kind', 'layer'].includes(field))
    if (value === '' && isNeeded) found.push(problem(row, heading, 'systems.cell-empty'))
    const max = field === 'settings' ? MAX_SETTINGS : MAX_CELL
    if (value.length > max) found.push(problem(row, heading, 'systems.cell-too-long', { max }))
    if (value !== '' && choice && !choice.includes(value))
      found.push(problem(row, heading, 'systems.cell-not-a-choice', { value: clip(value), choice: choice.join(', ') }))
    if (value !== '' && (field.endsWith('Id') || field === 'behind') && !ID.test(value))
      found.push(problem(row, heading, 'systems.id-malformed', { value: clip(value) }))
  }
  return [...found, ...formatProblems(row, values)]
}

function formatProblems(row: number, values: Values): RowProblem[] {
  const found: RowProblem[] = []
  if (values.warrantyUntil && !parseCivilDate(values.warrantyUntil).ok)
    found.push(problem(row, '维保到期', 'systems.date-malformed', { value: clip(values.warrantyUntil) }))
  if (values.seedLine && !/^\d{1,6}$/.test(values.seedLine))
    found.push(problem(row, '招标文件行号', 'systems.number-malformed', { value: clip(values.seedLine) }))
  if (values.settings && !settingsOf(values.settings)) found.push(problem(row, '设置', 'systems.settings-malformed'))
  if (values.behind !== '' && values.behind === values.nodeId)
    found.push(problem(row, '上级节点', 'systems.node-behind-itself', { id: clip(values.nodeId) }))
  if (values.checkId && values.kind !== 'manual' && values.target === '')
    found.push(problem(row, '检查对象', 'systems.target-missing'))
  return found
}

function conflicts(
  row: number,
  values: Values,
  system: RegisterSystem | undefined,
  nodeOwner: ReadonlyMap<string, string>,
  checkIds: ReadonlySet<string>,
): RowProblem[] {
  const found: RowProblem[] = []
  const owner = nodeOwner.get(values.nodeId)
  if (system && (system.name !== values.systemName || system.environment !== values.environment))
    found.push(problem(row, '系统名称', 'systems.row-contradicts', { id: clip(values.systemId) }))
  if (owner !== undefined && owner !== values.systemId)
    found.push(problem(row, '节点编号', 'systems.node-in-two-systems', { id: clip(values.nodeId) }))
  if (values.checkId && checkIds.has(values.checkId))
    found.push(problem(row, '巡检项编号', 'systems.check-repeated', { id: clip(values.checkId) }))
  return found
}

function enter(systems: Map<string, RegisterSystem>, values: Values): void {
  const system = systems.get(values.systemId) ?? systemOf(values)
  systems.set(system.id, system)
  let node = system.nodes.find((one) => one.id === values.nodeId)
  if (!node) {
    node = nodeOf(values)
    system.nodes.push(node)
  }
  if (values.checkId) node.checks.push(checkOf(values))
}

function systemOf(values: Values): RegisterSystem {
  return {
    id: values.systemId,
    name: values.systemName,
    group: values.group,
    environment: values.environment as RegisterSystem['environment'],
    contractItem: values.contractItem,
    owner: values.owner || null,
    nodes: [],
  }
}

function nodeOf(values: Values): RegisterNode {
  return {
    id: values.nodeId,
    name: values.nodeName,
    role: values.role as RegisterNode['role'],
    form: values.form as RegisterNode['form'],
    os: values.os || null,
    address: values.address || null,
    warrantyUntil: values.warrantyUntil || null,
    seedLine: values.seedLine ? Number(values.seedLine) : null,
    riskAcceptance: values.riskAcceptance || null,
    standIn: values.standIn || null,
    behind: values.behind || null,
    checks: [],
  }
}

function checkOf(values: Values): RegisterCheck {
  return {
    id: values.checkId,
    kind: values.kind as CheckKind,
    layer: values.layer as RegisterCheck['layer'],
    title: { zh: values.titleZh, en: values.titleEn || values.titleZh },
    target: values.target,
    settings: settingsOf(values.settings) ?? {},
    enabled: values.enabled !== 'no',
    mustMeasure: values.mustMeasure === 'yes',
  }
}

/** Undefined when the text is not a JSON object; an empty cell is no settings. */
function settingsOf(text: string): Record<string, unknown> | undefined {
  if (text === '') return {}
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}

function clip(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}
