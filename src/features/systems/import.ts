// Takes a register in: reads every row, says what is wrong with each, and saves when it may.

import { recordAudit } from '#features/audit/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { RegisterDocument } from './inputs.ts'
import type { Register } from './register.ts'
import { assemble, flatten, type ReadRegister, type RowProblem, readRows } from './rows.ts'
import { saveRegister } from './save.ts'

export interface ImportOptions {
  /** Only says what would happen. */
  dryRun: boolean
  /** Takes the good rows although others are refused; otherwise one broken row refuses the file. */
  partial: boolean
}

export interface ImportOutcome {
  /** Rows that stand. */
  accepted: number
  /** Whether they were written. */
  isSaved: boolean
  systems: number
  refused: RowProblem[]
}

/** @throws AppError `bad-input` when the file is neither a spreadsheet nor a JSON register. */
export async function importRegister(ctx: Ctx, file: Uint8Array, options: ImportOptions): Promise<ImportOutcome> {
  const read = await readFile(ctx, file)
  const mayEnter = read.problems.length === 0 || options.partial
  const isSaved = mayEnter && !options.dryRun && read.accepted > 0
  if (isSaved)
    await ctx.db.transaction(async (tx) => {
      await saveRegister(tx, read.register)
      await recordAudit(tx, ctx, {
        action: 'register.imported',
        object: { type: 'register', id: 'systems' },
        detail: { rows: read.accepted, refused: read.problems.length, systems: read.register.systems.map((s) => s.id) },
      })
    })
  return { accepted: read.accepted, isSaved, systems: read.register.systems.length, refused: read.problems }
}

async function readFile(ctx: Ctx, file: Uint8Array): Promise<ReadRegister> {
  const isZip = file[0] === 0x50 && file[1] === 0x4b
  return isZip ? readSpreadsheet(ctx, file) : assemble(flatten(readJson(file)))
}

async function readSpreadsheet(ctx: Ctx, file: Uint8Array): Promise<ReadRegister> {
  const sheets = await ctx.ports.spreadsheets.read(file)
  if (!sheets.ok)
    throw new AppError(
      'bad-input',
      sheets.error === 'spreadsheet.too-large' ? 'systems.file-too-large' : 'systems.file-unreadable',
    )
  return readRows(sheets.value[0]?.rows ?? [])
}

function readJson(file: Uint8Array): Register {
  try {
    return RegisterDocument.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(file)))
  } catch {
    throw new AppError('bad-input', 'systems.file-unreadable')
  }
}
