// Whether what the database says an account may do is what the service sealed: at every request, and of all accounts at once.

import { eq } from 'drizzle-orm'
import type { Db, Tx } from '#db/database.ts'
import { accounts, persons } from '#db/schema/accounts.ts'
import { apiKeys } from '#db/schema/api-keys.ts'
import { AppError, type Ctx } from '#src/context.ts'
import type { Ports, RightsSeal } from '#src/ports.ts'
import { type HeldRights, heldRights, sealedRights } from './read.ts'
import { faultOf, type KeyRights, keyText, type RightsFault, rightsText } from './rules.ts'

export const RIGHTS_ALTERED = 'accounts.rights-altered'

export interface Seeing {
  db: Db | Tx
  ports: Pick<Ports, 'rights'>
}

interface Seen {
  text: string
  mac: string | null
  version: number
}

/** What this process found whole, the newest of each account and key: the code is asked for once, and never again for the same words. */
const SEEN = new WeakMap<RightsSeal, Map<string, Seen>>()

function seenBy(seal: RightsSeal): Map<string, Seen> {
  const seen = SEEN.get(seal) ?? new Map<string, Seen>()
  SEEN.set(seal, seen)
  return seen
}

/**
 * The rights of an account, whole.
 * @throws AppError `not-found`; `forbidden` where they are not what was sealed, or are from before a change; `unavailable` without the key
 */
export async function wholeRights({ db, ports }: Seeing, accountId: string): Promise<HeldRights> {
  const seen = seenBy(ports.rights)
  const held = await heldRights(db, accountId)
  if (!held) throw new AppError('not-found', 'accounts.account-unknown')
  const known = seen.get(accountId)
  if (known && isSame(known, { ...held, text: rightsText(held) })) return held
  // Read anew, with what the trail tells: a change that is committed between two statements is no alteration.
  const [row] = await sealedRights(db, eq(accounts.id, accountId))
  if (!row) throw new AppError('not-found', 'accounts.account-unknown')
  const text = rightsText(row)
  const codes = await ports.rights.codes(db, [text])
  if (codes === undefined) return row
  if (faultOf(row, codes[0], known?.version ?? 0)) throw altered(accountId)
  if (row.version >= (seen.get(accountId)?.version ?? 0)) seen.set(accountId, { ...row, text })
  return row
}

export async function isWhole(seeing: Seeing, accountId: string): Promise<boolean> {
  try {
    await wholeRights(seeing, accountId)
    return true
  } catch (error) {
    if (error instanceof AppError && error.code === RIGHTS_ALTERED) return false
    throw error
  }
}

/** @throws AppError `forbidden` for a key that is not what was made */
export async function requireWholeKey({ db, ports }: Seeing, key: KeyRights & { mac: string | null }): Promise<void> {
  const seen = seenBy(ports.rights)
  const now = { text: keyText(key), mac: key.mac, version: 0 }
  const known = seen.get(key.id)
  if (known && isSame(known, now)) return
  const codes = await ports.rights.codes(db, [now.text])
  if (codes === undefined) return
  if (codes[0] !== key.mac) throw altered(key.accountId)
  seen.set(key.id, now)
}

function isSame(one: Seen, other: Seen): boolean {
  return one.text === other.text && one.mac === other.mac && one.version === other.version
}

function altered(account: string): AppError {
  return new AppError('forbidden', RIGHTS_ALTERED, { account })
}

export interface AlteredRights {
  accountId: string
  username: string
  name: string
  fault: RightsFault
  /** The program's key it is about; absent: the account itself. */
  keyName?: string
}

export interface RightsStanding {
  /** `unchecked`: this process has no key. `keyless`: the key is gone, or does not open; nobody is let in. */
  state: 'checked' | 'unchecked' | 'keyless'
  accounts: number
  keys: number
  altered: AlteredRights[]
}

/** Every account and every program's key against its seal. */
export async function rightsStanding({ db, ports }: Pick<Ctx, 'db' | 'ports'>): Promise<RightsStanding> {
  const rows = await sealedRights(db)
  const keys = await db
    .select({ key: apiKeys, username: accounts.username, name: persons.name })
    .from(apiKeys)
    .innerJoin(accounts, eq(accounts.id, apiKeys.accountId))
    .innerJoin(persons, eq(persons.id, accounts.personId))
  const counts = { accounts: rows.length, keys: keys.length }
  const codes = await codesOf({ db, ports }, [...rows.map(rightsText), ...keys.map(({ key }) => keyText(key))])
  if (typeof codes === 'string') return { state: codes, ...counts, altered: [] }
  const seen = seenBy(ports.rights)
  const ofAccounts = rows.flatMap(({ username, name, ...row }, index) => {
    const { accountId } = row
    const fault = faultOf(row, codes[index], seen.get(accountId)?.version ?? 0)
    return fault ? [{ accountId, username, name, fault }] : []
  })
  const ofKeys = keys.flatMap(({ key: { mac, accountId, name: keyName }, username, name }, index) => {
    if (mac === codes[rows.length + index]) return []
    return [{ accountId, username, name, fault: mac === null ? 'unsealed' : 'altered', keyName } as const]
  })
  return { state: 'checked', ...counts, altered: [...ofAccounts, ...ofKeys] }
}

async function codesOf({ db, ports }: Seeing, texts: readonly string[]): Promise<string[] | 'unchecked' | 'keyless'> {
  try {
    return (await ports.rights.codes(db, texts)) ?? 'unchecked'
  } catch (error) {
    if (error instanceof AppError && error.kind === 'unavailable') return 'keyless'
    throw error
  }
}
