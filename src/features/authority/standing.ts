// An authority as the verbs need it: its row, its own certificate read, how its key signs.

import { eq, getTableColumns } from 'drizzle-orm'
import type { SigningKey } from '#core/issuance/make-certificate.ts'
import type { Certificate } from '#core/x509/certificate.ts'
import { extensionOf } from '#core/x509/extensions.ts'
import { parseCertificate } from '#core/x509/parse.ts'
import type { Db, Tx } from '#db/database.ts'
import { authorities, authorityIssuances } from '#db/schema/authority.ts'
import { sealedKeys } from '#db/schema/keys.ts'
import { AppError, type Ctx } from '#src/context.ts'
import type { Sign } from '#src/ports.ts'
import type { ServiceKey } from '#src/service-keys.ts'
import { type AuthorityRow, type IssuanceRow, signingKeyOf } from './rules.ts'

/** An authority of our own that can sign. */
export interface BuiltinAuthority extends AuthorityRow {
  kind: 'builtin'
  keyId: string
  algorithm: ServiceKey
  custody: 'sealed' | 'token'
  signedWith: SigningKey
  own: Certificate
  keyIdentifier: Uint8Array
}

export type OpenAuthority = BuiltinAuthority | (AuthorityRow & { kind: 'cmp' | 'manual' })

/** One that may issue. @throws AppError `not-found`; `precondition` where it is closed or has no certificate yet */
export async function demandAuthority(db: Db | Tx, id: string): Promise<OpenAuthority> {
  return active(await readAuthority(db, id))
}

function active(found: OpenAuthority | undefined): OpenAuthority {
  if (!found) throw new AppError('not-found', 'authority.not-found')
  if (found.state !== 'active') throw new AppError('precondition', `authority.is-${found.state}`, { name: found.name })
  return found
}

/** An issuance, locked, with the authority it was ordered from. @throws AppError `not-found`; by `authority`, as `demandAuthority` */
export async function lockIssuance(tx: Tx, id: string): Promise<{ row: IssuanceRow; authority: () => OpenAuthority }> {
  const [found] = await tx
    .select({ row: getTableColumns(authorityIssuances), authority: columns() })
    .from(authorityIssuances)
    .innerJoin(authorities, eq(authorities.id, authorityIssuances.authorityId))
    .leftJoin(sealedKeys, eq(sealedKeys.id, authorities.keyId))
    .where(eq(authorityIssuances.id, id))
    .for('update', { of: authorityIssuances })
  if (!found) throw new AppError('not-found', 'authority.issuance-not-found')
  return { row: found.row, authority: () => active(read(found.authority)) }
}

/** Also a closed one: what it issued is still answered for. @throws AppError as `demandAuthority`, but for closed ones */
export async function demandBuiltin(db: Db | Tx, id: string): Promise<BuiltinAuthority> {
  const found = await readAuthority(db, id)
  if (found?.kind !== 'builtin') throw new AppError('not-found', 'authority.not-found')
  return found
}

/** Those of our own that have a certificate. */
export async function builtinAuthorities(db: Db | Tx): Promise<BuiltinAuthority[]> {
  const rows = await query(db)
  return rows.flatMap((row) => openOf(row) ?? []).filter((one): one is BuiltinAuthority => one.kind === 'builtin')
}

async function readAuthority(db: Db | Tx, id: string): Promise<OpenAuthority | undefined> {
  const [row] = await query(db).where(eq(authorities.id, id))
  return read(row)
}

/** @throws AppError `precondition` where it has no certificate yet */
function read(row: Row | undefined): OpenAuthority | undefined {
  if (row && row.state === 'awaiting-certificate')
    throw new AppError('precondition', 'authority.is-awaiting-certificate', { name: row.name })
  return row && openOf(row)
}

function query(db: Db | Tx) {
  return db.select(columns()).from(authorities).leftJoin(sealedKeys, eq(sealedKeys.id, authorities.keyId)).$dynamic()
}

function columns() {
  const { algorithm, custody } = sealedKeys
  return { ...getTableColumns(authorities), algorithm, custody }
}

type Row = AuthorityRow & { algorithm: string | null; custody: 'sealed' | 'token' | null }

function openOf({ algorithm, custody, ...row }: Row): OpenAuthority | undefined {
  const { kind } = row
  if (kind !== 'builtin') return { ...row, kind }
  const own = row.certificate ? parseCertificate(row.certificate) : undefined
  if (!own?.ok || row.keyId === null || algorithm === null) return undefined
  const keyIdentifier = extensionOf(own.value, 'subjectKeyIdentifier') ?? new Uint8Array()
  const known = { algorithm: algorithm as ServiceKey, custody: custody ?? 'sealed' }
  return {
    ...{ ...row, kind, keyId: row.keyId, own: own.value, keyIdentifier, ...known },
    signedWith: signingKeyOf(known.algorithm),
  }
}

/** By the authority's own key, nothing else is signed with it than certificates and lists. */
export function signAs({ ports }: Ctx, db: Db | Tx, { keyId }: BuiltinAuthority, tbs: Uint8Array): Promise<Uint8Array> {
  return ports.keys.sign(db, keyId, 'certificate-authority', tbs)
}

/** The same key, opened once for the certificates of one credential. */
export function signingAs<T>(
  { ports }: Ctx,
  db: Db | Tx,
  { keyId }: BuiltinAuthority,
  work: (sign: Sign) => Promise<T>,
): Promise<T> {
  return ports.keys.signing(db, keyId, 'certificate-authority', work)
}
