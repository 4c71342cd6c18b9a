// A list of people by spreadsheet: looked at as a whole, stored as a whole when it was confirmed, or not at all.

import { createHash, randomUUID } from 'node:crypto'
import { inArray } from 'drizzle-orm'
import {
  IDENTITY_KINDS,
  type IdentityKind,
  isMobile,
  maskIdentity,
  readIdentity,
} from '#core/persons/identity-number.ts'
import { type CellProblem, type ColumnRule, readTable, type TableLine, templateRows } from '#core/tables/cells.ts'
import { isAnyOf } from '#db/any-of.ts'
import type { Tx } from '#db/database.ts'
import { staff, staffImports } from '#db/schema/organisation.ts'
import { recordAudit } from '#features/audit/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { type Identity, identityDigests } from './identity.ts'
import { PERSON_NAME, STAFF_NUMBER } from './inputs.ts'
import { requireAccount, type Staff } from './rules.ts'
import { insertStaff, type StaffEntry } from './staff.ts'
import { listUnits, type UnitLine } from './units.ts'

type Field = 'district' | 'unit' | 'name' | 'staffNumber' | 'kind' | 'number' | 'mobile'

const KIND_WORDS: Readonly<Record<string, IdentityKind>> = {
  居民身份证: 'resident',
  身份证: 'resident',
  护照: 'passport',
  军官证: 'officer',
}

export const STAFF_COLUMNS: readonly ColumnRule<Field>[] = [
  { field: 'district', heading: '区', width: 12 },
  { field: 'unit', heading: '单位或网点', width: 26, isRequired: true },
  { field: 'name', heading: '姓名', width: 14, isRequired: true, maxLength: 64 },
  { field: 'staffNumber', heading: '工号', width: 14, isRequired: true, maxLength: 32 },
  { field: 'kind', heading: '证件类型', width: 14, isRequired: true, words: KIND_WORDS },
  { field: 'number', heading: '证件号码', width: 24, isRequired: true, maxLength: 40 },
  { field: 'mobile', heading: '手机', width: 16 },
]
export const MAX_STAFF_ROWS = 5_000
const SHEET = '人员'

export interface StaffPreview {
  /** Of the file, hex: what is confirmed is what was looked at. */
  sha256: string
  rows: number
  added: number
  /** On the list already, as the row says. */
  unchanged: number
  problems: CellProblem[]
  isSaved: boolean
}

/** A sheet to fill in. The example is nobody: its number fails its check. */
export async function staffTemplate(ctx: Ctx): Promise<Uint8Array> {
  const example = {
    ...{ district: '黄浦区', unit: '黄浦区中心', name: '示例（请删除本行）', staffNumber: 'A001' },
    ...{ kind: '居民身份证', number: '310101199001010000', mobile: '13800000000' },
  }
  const widths = STAFF_COLUMNS.map(({ width }) => width)
  return ctx.ports.spreadsheets.write([{ name: SHEET, widths, rows: templateRows(STAFF_COLUMNS, example) }])
}

/**
 * @param confirmed digest of the file as it was looked at; absent: looks only, and stores nothing
 * @throws AppError `bad-input` for a file that is no table, `conflict` when another file is confirmed than was looked at
 */
export async function importStaff(
  ctx: Ctx,
  file: { name: string; bytes: Uint8Array },
  confirmed?: string,
): Promise<StaffPreview> {
  requireAccount(ctx.actor)
  const sha256 = createHash('sha256').update(file.bytes).digest('hex')
  if (confirmed !== undefined && confirmed !== sha256) throw new AppError('conflict', 'organisation.other-file')
  const judged = await judgeFile(ctx, file.bytes)
  const { entries, unchanged, rows } = judged
  const outcome = { sha256, rows, added: entries.length, unchanged, problems: judged.problems }
  if (confirmed === undefined || judged.problems.length > 0) return { ...outcome, isSaved: false }
  const late = await saveList(ctx, file.name, outcome, entries)
  return late ? { ...outcome, problems: [late], isSaved: false } : { ...outcome, isSaved: true }
}

interface Entry extends StaffEntry {
  row: number
}

interface Judged {
  rows: number
  entries: Entry[]
  unchanged: number
  problems: CellProblem[]
}

async function judgeFile(ctx: Ctx, bytes: Uint8Array): Promise<Judged> {
  const sheets = await ctx.ports.spreadsheets.read(bytes)
  if (!sheets.ok)
    throw new AppError('bad-input', sheets.error === 'spreadsheet.too-large' ? 'table.too-large' : 'table.unreadable')
  const table = readTable(sheets.value[0], STAFF_COLUMNS, MAX_STAFF_ROWS)
  if (table.problems.length > 0) return { rows: 0, entries: [], unchanged: 0, problems: table.problems }
  const units = await listUnits(ctx)
  const read = table.lines.map((line) => readLine(line, units, ctx.now))
  const good = read.filter(
    (one): one is Read & { identity: Identity; unit: UnitLine } => 'unit' in one && 'identity' in one,
  )
  const digests = await identityDigests(
    ctx.db,
    ctx,
    good.map(({ identity }) => identity),
  )
  const withDigest = good.map((one, index) => ({ ...one, digest: digests[index] ?? '' }))
  const known = await knownBy(ctx, withDigest)
  const found = compare(withDigest, known)
  const problems = [...read.flatMap((one) => one.problems), ...found.problems].sort((a, b) => a.row - b.row)
  return { rows: table.lines.length, entries: found.entries, unchanged: found.unchanged, problems }
}

interface Read {
  line: TableLine<Field>
  problems: CellProblem[]
}

/** What a row says, or what is wrong with its cells. */
function readLine(
  line: TableLine<Field>,
  units: readonly UnitLine[],
  now: number,
): Read & { identity?: Identity; unit?: UnitLine } {
  const { values } = line
  const problems = [...line.problems]
  const say = (column: string, code: string) => problems.push({ sheet: SHEET, row: line.row, column, code, params: {} })
  const isOf = (unit: UnitLine) => values.district === '' || unit.districtName === values.district
  const [unit, second] = units.filter((one) => one.name === values.unit && one.state === 'active' && isOf(one))
  if (values.unit !== '' && (!unit || second))
    say('单位或网点', unit ? 'organisation.unit-ambiguous' : 'organisation.unit-unknown')
  if (values.name !== '' && !PERSON_NAME.test(values.name)) say('姓名', 'organisation.name-malformed')
  if (values.staffNumber !== '' && !STAFF_NUMBER.test(values.staffNumber)) say('工号', 'organisation.number-malformed')
  if (values.mobile !== '' && !isMobile(values.mobile)) say('手机', 'organisation.mobile-malformed')
  const kind = IDENTITY_KINDS.find((one) => one === values.kind)
  const number = kind && values.number !== '' ? readIdentity(kind, values.number, now) : undefined
  if (number && !number.ok) say('证件号码', number.error)
  const isGood = problems.length === 0 && unit && kind && number?.ok
  return { line, problems, ...(isGood && { unit, identity: { kind, number: number.value } }) }
}

type Good = Read & { identity: Identity; unit: UnitLine; digest: string }

/** Whom of the own district the rows may be, by document and by staff number. */
async function knownBy(ctx: Ctx, rows: readonly Good[]): Promise<Staff[]> {
  if (rows.length === 0) return []
  const byDigest = await ctx.db
    .select()
    .from(staff)
    .where(
      isAnyOf(
        staff.identityDigest,
        rows.map(({ digest }) => digest),
      ),
    )
  const byNumber = await ctx.db
    .select()
    .from(staff)
    .where(inArray(staff.staffNumber, [...new Set(rows.map(({ line }) => line.values.staffNumber))]))
  return [...new Map([...byDigest, ...byNumber].map((row) => [row.id, row])).values()]
}

function compare(rows: readonly Good[], known: readonly Staff[]): Omit<Judged, 'rows'> {
  const byDigest = new Map(known.filter(({ state }) => state === 'active').map((one) => [one.identityDigest, one]))
  const byNumber = new Map(known.map((one) => [`${one.districtId} ${one.staffNumber}`, one]))
  const seen = new Map<string, number>()
  const problems: CellProblem[] = []
  const entries: Entry[] = []
  let unchanged = 0
  for (const { line, identity, unit, digest } of rows) {
    const { row, values } = line
    const place = `${unit.districtId} ${values.staffNumber}`
    const say = (column: string, code: string, params: CellProblem['params']) =>
      problems.push({ sheet: SHEET, row, column, code, params })
    const [twin, namesake] = [seen.get(digest), seen.get(place)]
    const [same, taken] = [byDigest.get(digest), byNumber.get(place)]
    const masked = maskIdentity(identity.number)
    seen.set(digest, seen.get(digest) ?? row)
    seen.set(place, seen.get(place) ?? row)
    if (twin !== undefined) say('证件号码', 'organisation.row-identity-twice', { row: twin, masked })
    else if (namesake !== undefined) say('工号', 'organisation.row-number-twice', { row: namesake })
    else if (same && same.name === values.name && same.staffNumber === values.staffNumber && same.unitId === unit.id)
      unchanged += 1
    else if (same) say('证件号码', 'organisation.row-known', { name: same.name, number: same.staffNumber, masked })
    else if (taken) say('工号', 'organisation.row-number-taken', { name: taken.name })
    else
      entries.push({
        row,
        unit,
        identity,
        digest,
        name: values.name,
        staffNumber: values.staffNumber,
        ...(values.mobile && { mobile: values.mobile }),
      })
  }
  return { entries, unchanged, problems }
}

/** All or nothing: what is known elsewhere in the city is found here, and undoes the rest. */
async function saveList(
  ctx: Ctx,
  fileName: string,
  { sha256, unchanged }: Pick<StaffPreview, 'sha256' | 'unchanged'>,
  entries: readonly Entry[],
): Promise<CellProblem | undefined> {
  const actor = requireAccount(ctx.actor)
  let row = 0
  try {
    await ctx.db.transaction(async (tx: Tx) => {
      for (const entry of entries) {
        row = entry.row
        await insertStaff(tx, ctx, entry)
      }
      const id = randomUUID()
      const by = {
        importedBy: actor.accountId,
        importedPerson: actor.personId,
        importedName: actor.name,
        importedAt: ctx.now,
      }
      const counts = { addedCount: entries.length, unchangedCount: unchanged }
      await tx
        .insert(staffImports)
        .values({ id, fileName: fileName.slice(0, 255), fileSha256: sha256, ...counts, ...by })
      await recordAudit(tx, ctx, {
        action: 'staff.list-imported',
        object: { type: 'staff-import', id },
        detail: { fileName, sha256, ...counts },
      })
    })
    return undefined
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return { sheet: SHEET, row, column: '证件号码', code: error.code, params: {} }
  }
}
