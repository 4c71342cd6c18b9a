// Backup sources: what is promised of a system's backups and where they lie. Saving one puts its two items into the register's rounds.

import { randomUUID } from 'node:crypto'
import { asc, eq, sql } from 'drizzle-orm'
import type { Tx } from '#db/database.ts'
import { backupSources } from '#db/schema/backup-sources.ts'
import { nodeChecks, nodes, systems } from '#db/schema/systems.ts'
import { recordAudit } from '#features/audit/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import type { SecretPurpose } from '#src/issuing-ports.ts'
import type { SaveSource } from './inputs.ts'

export type SourceRow = typeof backupSources.$inferSelect

export interface SourceLine {
  source: SourceRow
  system: { id: string; name: string }
  node: { id: string; name: string }
}

export async function listSources(ctx: Ctx): Promise<SourceLine[]> {
  return ctx.db
    .select({
      source: backupSources,
      system: { id: systems.id, name: systems.name },
      node: { id: nodes.id, name: nodes.name },
    })
    .from(backupSources)
    .innerJoin(systems, eq(systems.id, backupSources.systemId))
    .innerJoin(nodes, eq(nodes.id, backupSources.nodeId))
    .orderBy(asc(systems.position), asc(backupSources.name), asc(backupSources.id))
}

/** @throws AppError `not-found` */
export async function findSource(ctx: Ctx, id: string): Promise<SourceLine> {
  const found = (await listSources(ctx)).find(({ source }) => source.id === id)
  if (!found) throw new AppError('not-found', 'backups.source-not-found', { id })
  return found
}

export async function addSource(ctx: Ctx, input: SaveSource): Promise<SourceLine> {
  const id = randomUUID()
  await save(ctx, id, input, undefined)
  return findSource(ctx, id)
}

/** @throws AppError `not-found` */
export async function changeSource(ctx: Ctx, id: string, input: SaveSource): Promise<SourceLine> {
  const { source } = await findSource(ctx, id)
  await save(ctx, id, input, source)
  return findSource(ctx, id)
}

async function save(ctx: Ctx, id: string, input: SaveSource, old: SourceRow | undefined): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    const [node] = await tx.select().from(nodes).where(eq(nodes.id, input.nodeId))
    if (!node) throw new AppError('bad-input', 'backups.node-unknown', { id: input.nodeId })
    const secrets = await keepSecrets(ctx, tx, input, old)
    const { placeSecret: _, offsiteSecret: __, manifestKey: ___, passphrase: ____, plan, ...facts } = input
    const values = {
      ...facts,
      ...secrets,
      systemId: node.systemId,
      plan: { ...plan, hasOffsite: input.offsite !== null },
      // Looked at at once: nobody waits for the next hour to see whether the place can be reached.
      nextCheckAt: ctx.now,
    }
    if (old) await tx.update(backupSources).set(values).where(eq(backupSources.id, id))
    else await tx.insert(backupSources).values({ ...values, id, createdAt: ctx.now, completenessReasons: [] })
    await putIntoRounds(tx, id, input)
    await recordAudit(tx, ctx, {
      action: old ? 'backup-source.changed' : 'backup-source.added',
      object: { type: 'backup-source', id },
      detail: { ...facts, plan, secretsGiven: secretsGiven(input) },
    })
  })
}

const SECRETS = [
  ['placeSecret', 'placeSecretId', 'backup-access'],
  ['offsiteSecret', 'offsiteSecretId', 'backup-access'],
  ['manifestKey', 'manifestKeyId', 'backup-manifest'],
  ['passphrase', 'passphraseId', 'backup-passphrase'],
] as const satisfies readonly (readonly [keyof SaveSource, keyof SourceRow, SecretPurpose])[]

const secretsGiven = (input: SaveSource) => SECRETS.map(([field]) => field).filter((field) => input[field])

type SecretColumns = Record<(typeof SECRETS)[number][1], string | null>

/** A place that changed does not inherit the secret of the old one: it would be handed to whoever was named anew. */
async function keepSecrets(ctx: Ctx, tx: Tx, input: SaveSource, old: SourceRow | undefined): Promise<SecretColumns> {
  const columns: SecretColumns = { placeSecretId: null, offsiteSecretId: null, manifestKeyId: null, passphraseId: null }
  for (const [field, column, purpose] of SECRETS) {
    const given = input[field]
    const isSamePlace = isSame(field, input, old)
    if (given === undefined) columns[column] = isSamePlace ? (old?.[column] ?? null) : null
    else if (given !== '') {
      const secret = new TextEncoder().encode(given)
      columns[column] = await ctx.ports.secrets.keep(tx, { secret, purpose, now: ctx.now })
    }
  }
  return columns
}

function isSame(field: (typeof SECRETS)[number][0], input: SaveSource, old: SourceRow | undefined): boolean {
  if (!old) return false
  const key = field === 'placeSecret' ? 'place' : field === 'offsiteSecret' ? 'offsite' : undefined
  if (key === undefined) return true
  const text = (value: unknown) => JSON.stringify(value, Object.keys((value ?? {}) as object).sort())
  return text(old[key]) === text(input[key])
}

export const CHECKS = ['completeness', 'usability'] as const
export type SourceCheck = (typeof CHECKS)[number]

const TITLES = {
  completeness: { zh: '备份完成性', en: 'Backup complete' },
  usability: { zh: '备份可用性（恢复演练）', en: 'Backup restorable (drill)' },
} as const satisfies Record<SourceCheck, { zh: string; en: string }>

export function checkOf(source: { id: string; name: string }, check: SourceCheck) {
  const { zh, en } = TITLES[check]
  return {
    id: `backup.${source.id}.${check}`,
    title: { zh: `${zh}：${source.name}`, en: `${en}: ${source.name}` },
    /** As rounds name it. */
    target: `${check}:${source.id}`,
  }
}

/** 每日巡检: both verdicts are items of every round over the system from now on. */
async function putIntoRounds(tx: Tx, id: string, input: SaveSource): Promise<void> {
  const rows = CHECKS.map((check, position) => {
    const { id: checkId, title, target } = checkOf({ id, name: input.name }, check)
    return {
      id: checkId,
      nodeId: input.nodeId,
      kind: 'backup',
      layer: 'backup',
      titleZh: title.zh,
      titleEn: title.en,
      target,
      settings: {},
      isEnabled: input.isEnabled,
      mustMeasure: false,
      position: 900 + position,
    }
  })
  await tx
    .insert(nodeChecks)
    .values(rows)
    .onConflictDoUpdate({
      target: nodeChecks.id,
      set: {
        nodeId: sql`excluded.node_id`,
        titleZh: sql`excluded.title_zh`,
        titleEn: sql`excluded.title_en`,
        isEnabled: sql`excluded.is_enabled`,
      },
    })
}
