// The register as a file: xlsx for people, JSON for programs. Both can be imported again.

import type { Ctx } from '#src/context.ts'
import { loadRegister } from './load.ts'
import type { Register } from './register.ts'
import { COLUMNS, registerRows } from './rows.ts'

export async function exportRegister(ctx: Ctx): Promise<Register> {
  return loadRegister(ctx.db)
}

export async function exportRegisterSheet(ctx: Ctx): Promise<Uint8Array> {
  const rows = registerRows(await loadRegister(ctx.db))
  return ctx.ports.spreadsheets.write([{ name: '系统登记表', widths: COLUMNS.map(({ width }) => width), rows }])
}
