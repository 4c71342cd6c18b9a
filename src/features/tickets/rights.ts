// Rights that are not what was sealed: a finding with its ticket for each account, opened once and recovered when they are whole again.

import { and, eq, like } from 'drizzle-orm'
import { findings } from '#db/schema/findings.ts'
import { type RightsStanding, rightsStanding } from '#features/accounts/index.ts'
import { lockAudit, recordAudit } from '#features/audit/index.ts'
import type { Ctx } from '#src/context.ts'
import { OWN_SYSTEM } from './own.ts'
import { recordSighting } from './record.ts'

const NODE = { id: 'zhengxun-rights', name: '权限完整性' }
const CITATION = 'GB/T 39786-2021 8.4 b)'
const PREFIX = 'rights.'
/** For what concerns all of them: the key. */
const KEY = `${PREFIX}key`

type Altered = RightsStanding['altered']

/** Every account against its seal: hourly, and at once when somebody was refused for it. `new`: what is open already is left as it is. */
export async function watchRights(ctx: Ctx, which: 'all' | 'new' = 'all'): Promise<void> {
  const { state, altered } = await rightsStanding(ctx)
  if (state === 'unchecked') return
  const byCheck = new Map<string, Altered>()
  for (const one of altered) byCheck.set(checkOf(one.accountId), [...(byCheck.get(checkOf(one.accountId)) ?? []), one])
  if (state === 'keyless') byCheck.set(KEY, [])
  const open = await openChecks(ctx)
  // Without the key nothing is known of the others: what is open stays open.
  const gone = state === 'keyless' || which === 'new' ? [] : [...open].filter((id) => !byCheck.has(id))
  for (const id of [...byCheck.keys(), ...gone])
    if (which === 'all' || !open.has(id)) await sight(ctx, id, byCheck.get(id), !open.has(id))
}

const checkOf = (accountId: string) => `${PREFIX}${accountId}`

async function openChecks({ db }: Ctx): Promise<Set<string>> {
  const rows = await db
    .select({ id: findings.checkId })
    .from(findings)
    .where(and(eq(findings.state, 'open'), like(findings.checkId, `${PREFIX}%`)))
  return new Set(rows.map(({ id }) => id))
}

async function sight(ctx: Ctx, id: string, altered: Altered | undefined, isNew: boolean): Promise<void> {
  const title = { zh: '权限完整性', en: 'Rights and their seal' }
  const reasons = altered === undefined ? [] : [reasonOf(altered)]
  await ctx.db.transaction(async (tx) => {
    await lockAudit(tx)
    await recordSighting(tx, { system: OWN_SYSTEM, node: NODE, check: { id, title }, reasons, at: ctx.now })
    if (altered === undefined || !isNew) return
    const object = { type: id === KEY ? 'rights' : 'account', id: id.slice(PREFIX.length) }
    const found = altered.map(({ fault, keyName }) => ({ fault, ...(keyName && { keyName }) }))
    await recordAudit(tx, ctx, { action: 'rights.found-altered', object, detail: { found } })
  })
}

function reasonOf([first, ...more]: Altered) {
  if (!first) return { code: 'rights.key-missing', verdict: 'fail', citation: CITATION, params: {} } as const
  const { name, username, fault, keyName } = first
  const params = { name, username, keyName: keyName ?? '', count: more.length + 1 }
  const code = keyName === undefined ? `rights.${fault}` : 'rights.key-altered'
  return { code, verdict: 'fail', citation: CITATION, params } as const
}
