// Takes a sheet of requests in: every row judged as a single request would be, every problem told by its cell. No request comes of it yet.
// A number of a document is compared and forgotten: rows keep whom it meant.

import { createHash, randomUUID } from 'node:crypto'
import { and, notInArray } from 'drizzle-orm'
import { plainIdentity } from '#core/persons/identity-number.ts'
import { type CellProblem, readTable, type TableLine } from '#core/tables/cells.ts'
import { isAnyOf } from '#db/any-of.ts'
import { insertNewRows } from '#db/insert-rows.ts'
import { staff } from '#db/schema/organisation.ts'
import { userRequestBatches, userRequestBatchRows, userRequests } from '#db/schema/requests.ts'
import { recordAudit } from '#features/audit/index.ts'
import { identityDigests, PERSON_NAME, type Staff } from '#features/organisation/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import type { Desk, HeldCredential } from '../desk.ts'
import { judgeWish, onlyCredential, type Wish } from '../judge.ts'
import { ENDED, REQUEST_KINDS, requirePerson } from '../rules.ts'
import { BATCH_COLUMNS, type Field, headingOf, MAX_BATCH_ROWS, SHEET } from './columns.ts'

type Row = typeof userRequestBatchRows.$inferSelect
type Line = TableLine<Field>

/** @throws AppError `bad-input` for a file that is no table of this kind */
export async function previewBatch(
  ctx: Ctx,
  desk: Desk,
  file: { name: string; bytes: Uint8Array },
): Promise<{ id: string }> {
  const actor = requirePerson(ctx.actor)
  const sheets = await ctx.ports.spreadsheets.read(file.bytes)
  if (!sheets.ok)
    throw new AppError('bad-input', sheets.error === 'spreadsheet.too-large' ? 'table.too-large' : 'table.unreadable')
  const table = readTable(sheets.value[0], BATCH_COLUMNS, MAX_BATCH_ROWS)
  const [whole] = table.problems
  if (whole) throw new AppError('bad-input', 'requests.batch-unreadable', { column: whole.column, code: whole.code })
  const id = randomUUID()
  const rows = await judgeLines(ctx, desk, id, table.lines)
  await ctx.db.transaction(async (tx) => {
    await tx.insert(userRequestBatches).values({
      ...{ id, fileName: file.name.slice(0, 255), state: 'previewed', createdAt: ctx.now },
      fileSha256: createHash('sha256').update(file.bytes).digest('hex'),
      ...{ createdBy: actor.accountId, createdPerson: actor.personId, createdName: actor.name },
    })
    await insertNewRows(tx, userRequestBatchRows, rows, userRequestBatchRows.row)
    await recordAudit(tx, ctx, {
      action: 'user-request-batch.previewed',
      object: { type: 'user-request-batch', id },
      detail: { file: file.name, rows: rows.length, refused: rows.filter(({ state }) => state === 'refused').length },
    })
  })
  return { id }
}

async function judgeLines(ctx: Ctx, desk: Desk, batchId: string, lines: readonly Line[]): Promise<Row[]> {
  const people = await peopleOf(ctx, lines)
  const ids = [...new Set(people.flatMap((one) => (one && one !== 'ambiguous' ? [one.id] : [])))]
  const held = groupedBy(await desk.held(ctx.db, ids), ({ staffId }) => staffId)
  const open = await openLanes(ctx, ids)
  const seen = new Map<string, number>()
  return lines.map((line, at) => judgeLine(batchId, line, people[at], { held, open, seen }))
}

type Found = Staff | 'ambiguous' | undefined

/** Whom each row means: by document, or by staff number. */
async function peopleOf(ctx: Ctx, lines: readonly Line[]): Promise<Found[]> {
  const plain = lines.map(({ values }) => plainIdentity(values.number))
  const given = plain.flatMap((number) =>
    number === '' ? [] : (['resident', 'passport', 'officer'] as const).map((kind) => ({ kind, number })),
  )
  const digests = await identityDigests(ctx.db, ctx, given)
  const byNumber = new Map<string, string[]>()
  for (const [at, { number }] of given.entries())
    byNumber.set(number, [...(byNumber.get(number) ?? []), digests[at] ?? ''])
  const numbers = [...new Set(lines.map(({ values }) => values.staffNumber).filter((one) => one !== ''))]
  const known = await ctx.db.select().from(staff).where(isAnyOf(staff.identityDigest, digests))
  const named = await ctx.db.select().from(staff).where(isAnyOf(staff.staffNumber, numbers))
  const byDigest = groupedBy(known, ({ identityDigest }) => identityDigest)
  const byStaffNumber = groupedBy(named, ({ staffNumber }) => staffNumber)
  return lines.map(({ values }, at) => {
    const digestsOf = byNumber.get(plain[at] ?? '') ?? []
    const candidates =
      values.number !== ''
        ? digestsOf.flatMap((digest) => byDigest.get(digest) ?? [])
        : (byStaffNumber.get(values.staffNumber) ?? [])
    const fitting = candidates.filter((one) => values.staffNumber === '' || one.staffNumber === values.staffNumber)
    const active = fitting.filter(({ state }) => state === 'active')
    const [first, second] = active.length > 0 ? active : fitting
    return second ? 'ambiguous' : first
  })
}

/** `staff lane` of every request that is under way. */
async function openLanes(ctx: Ctx, ids: readonly string[]): Promise<Map<string, string>> {
  const { staffId, lane, number, state } = userRequests
  const rows = await ctx.db
    .select({ staffId, lane, number })
    .from(userRequests)
    .where(and(isAnyOf(staffId, ids), notInArray(state, [...ENDED])))
  return new Map(rows.map((row) => [`${row.staffId} ${row.lane}`, row.number]))
}

interface Surroundings {
  held: ReadonlyMap<string, HeldCredential[]>
  open: ReadonlyMap<string, string>
  /** Which row asked for a lane first. */
  seen: Map<string, number>
}

function judgeLine(batchId: string, line: Line, person: Found, around: Surroundings): Row {
  const { row, values } = line
  const problems = [...line.problems]
  const say = (column: string, code: string, params: CellProblem['params'] = {}) => {
    problems.push({ sheet: SHEET, row, column, code, params })
  }
  const kind = REQUEST_KINDS.find((one) => one === values.kind)
  const wish = kind && wishOf(kind, values)
  if (values.number === '' && values.staffNumber === '') say('工号', 'requests.row-nobody')
  else if (person === 'ambiguous') say('工号', 'requests.row-ambiguous')
  else if (!person) say(values.number === '' ? '工号' : '证件号码', 'requests.row-unknown')
  else if (values.name !== '' && person.name !== values.name)
    say('姓名', 'requests.row-other-name', { name: person.name })
  if (values.newName !== '' && !PERSON_NAME.test(values.newName)) say('新姓名', 'organisation.name-malformed')
  const found = person === 'ambiguous' ? undefined : person
  const details = wish && found && problems.length === 0 ? judgePerson(found, wish, row, around, say) : undefined
  return {
    ...{ batchId, row, kind: kind ?? null, staffId: found?.id ?? null, details: details ?? {}, problems },
    state: problems.length === 0 ? 'ready' : 'refused',
    shown: found ? `${found.name} ${found.staffNumber}` : values.name,
    ...{ leaseUntil: null, attempts: 0, requestId: null },
  }
}

function wishOf(kind: Wish['kind'], { profile, cause, newName, note }: Line['values']): Wish {
  const profileId = profile || (kind === 'new' ? 'staff-sm2' : '')
  const details = {
    ...(profileId && { profileId }),
    ...(cause && { cause }),
    ...(newName && { newName }),
    ...(note && { note }),
  }
  return { kind, details }
}

function judgePerson(
  person: Staff,
  wish: Wish,
  row: number,
  { held, open, seen }: Surroundings,
  say: (column: string, code: string, params?: CellProblem['params']) => void,
): Row['details'] | undefined {
  const own = held.get(person.id) ?? []
  const credentialId = onlyCredential(wish.kind, own)
  try {
    const asked = judgeWish(person, { ...wish, ...(credentialId && { credentialId }) }, own)
    const lane = `${person.id} ${asked.lane}`
    const [earlier, underWay] = [seen.get(lane), open.get(lane)]
    seen.set(lane, earlier ?? row)
    if (earlier !== undefined) say('业务', 'requests.row-twice', { row: earlier })
    else if (underWay !== undefined) say('业务', 'requests.asked-already', { name: person.name, number: underWay })
    return asked.details
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    say(
      headingOf(String(error.params.field ?? (error.code === 'requests.cause-unknown' ? 'cause' : 'kind'))),
      error.code,
      { ...error.params },
    )
    return undefined
  }
}

function groupedBy<T>(rows: readonly T[], key: (row: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const row of rows) groups.set(key(row), [...(groups.get(key(row)) ?? []), row])
  return groups
}
