// Founds an authority of our own: a key in the vault or on the token, then a root of its own or a request for an authority outside, whose
// answer is taken in here.

import { randomUUID } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { equalBytes } from '#core/bytes/bytes.ts'
import { toHex } from '#core/bytes/hex.ts'
import { authorityKeyIdentifier, basicConstraints, keyUsage, subjectKeyIdentifier } from '#core/issuance/extensions.ts'
import { requestToBeSigned, signedFrame, toBeSigned, writeName } from '#core/issuance/make-certificate.ts'
import type { Certificate } from '#core/x509/certificate.ts'
import { extensionOf } from '#core/x509/extensions.ts'
import { sameName } from '#core/x509/names.ts'
import { parseCertificate } from '#core/x509/parse.ts'
import { judgePath } from '#core/x509/path.ts'
import { parseRequest } from '#core/x509/request.ts'
import type { Tx } from '#db/database.ts'
import { authorities, authorityCertificates } from '#db/schema/authority.ts'
import { recordAudit } from '#features/audit/index.ts'
import { getConnection } from '#features/issuers/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import type { VaultKey } from '#src/ports.ts'
import { demandRightClock } from '#src/right-clock.ts'
import type { Connect, OpenBuiltin } from './inputs.ts'
import { judgePlanned } from './judge.ts'
import { keyIdentifierOf } from './plan.ts'
import { type AuthorityRow, signingKeyOf } from './rules.ts'
import { newSerial } from './serial.ts'

/** In the transaction of its approval. @throws AppError `conflict` where the label is taken; as the vault */
export async function foundAuthority(tx: Tx, ctx: Ctx, input: OpenBuiltin): Promise<AuthorityRow> {
  demandRightClock(ctx)
  const { algorithm, signedBy } = input
  const key = await ctx.ports.keys.generate(tx, { algorithm, purpose: 'certificate-authority', now: ctx.now })
  const subject = writeName({ country: 'CN', organisation: input.organisation, commonName: input.commonName })
  const id = randomUUID()
  const root = signedBy === 'itself' ? await makeRoot(tx, ctx, input, key, subject) : undefined
  const request = root ? undefined : await makeRequest(tx, ctx, key, subject)
  const { label, name, profiles, publicUrl, crlEveryMinutes, crlLifeMinutes } = input
  const [row] = await tx
    .insert(authorities)
    .values({
      ...{ id, kind: 'builtin', label, name, profiles, publicUrl, crlEveryMinutes, crlLifeMinutes, keyId: key.id },
      state: root ? 'active' : 'awaiting-certificate',
      ...(root ? { certificate: root.der } : { request }),
      ...{ chain: [], createdBy: actorOf(ctx), createdAt: ctx.now },
    })
    .onConflictDoNothing()
    .returning()
  if (!row) throw new AppError('conflict', 'authority.label-taken', { label })
  if (root) await keepOwn(tx, ctx, id, root)
  await recordAudit(tx, ctx, {
    action: 'authority.founded',
    object: { type: 'authority', id },
    detail: { label, name, algorithm, signedBy, profiles, keyId: key.id, serial: root && toHex(root.serial) },
  })
  return row
}

/** One outside the house. In the transaction of its approval. @throws AppError `conflict` where the label is taken; as `getConnection` */
export async function connectAuthority(tx: Tx, ctx: Ctx, input: Connect): Promise<AuthorityRow> {
  const { label, name, profiles, connectionId } = input
  const { kind } = await outsideConnection(tx, connectionId)
  const [row] = await tx
    .insert(authorities)
    .values({
      ...{ id: randomUUID(), kind, label, name, profiles, connectionId, state: 'active', chain: [] },
      // It publishes its own lists.
      ...{ crlEveryMinutes: 1, crlLifeMinutes: 2, createdBy: actorOf(ctx), createdAt: ctx.now },
    })
    .onConflictDoNothing()
    .returning()
  if (!row) throw new AppError('conflict', 'authority.label-taken', { label })
  await recordAudit(tx, ctx, {
    action: 'authority.connected',
    object: { type: 'authority', id: row.id },
    detail: { label, name, kind, profiles, connectionId },
  })
  return row
}

/** @throws AppError `precondition` for a closed connection, and for one that issues for host names only */
export async function outsideConnection(tx: Tx, id: string) {
  const { kind, state, name } = await getConnection({ db: tx }, id)
  if (state !== 'active') throw new AppError('precondition', 'issuer.connection-closed', { name })
  if (kind === 'acme') throw new AppError('precondition', 'authority.connection-kind', { name })
  return { kind, name }
}

function actorOf({ actor }: Ctx): string {
  return actor.type === 'account' ? actor.accountId : actor.type === 'system' ? actor.name : 'anonymous'
}

interface Root {
  der: Uint8Array
  tbs: Uint8Array
  serial: Uint8Array
  notBefore: number
  notAfter: number
}

const YEAR_MS = 365.25 * 86_400_000
const secondOf = (at: number) => Math.floor(at / 1000) * 1000

async function makeRoot(tx: Tx, ctx: Ctx, { years }: OpenBuiltin, key: VaultKey, subject: Uint8Array): Promise<Root> {
  const serial = newSerial()
  const signedWith = signingKeyOf(key.algorithm)
  const identifier = await keyIdentifierOf(ctx.ports.primitives, key.publicKey)
  const notBefore = secondOf(ctx.now)
  const notAfter = secondOf(ctx.now + years * YEAR_MS)
  const extensions = [
    basicConstraints(true),
    keyUsage(['keyCertSign', 'cRLSign']),
    subjectKeyIdentifier(identifier),
    authorityKeyIdentifier(identifier),
  ]
  const publicKey = key.publicKey
  const tbs = toBeSigned({ serial, signedWith, issuer: subject, subject, notBefore, notAfter, publicKey, extensions })
  const refusal = await judgePlanned(ctx, { algorithm: key.algorithm, signedWith }, [{ role: 'own', tbs }])
  if (refusal) throw new AppError('precondition', refusal.code, refusal.params)
  const signature = await ctx.ports.keys.sign(tx, key.id, 'certificate-authority', tbs)
  return { der: signedFrame(tbs, signedWith, signature), tbs, serial, notBefore, notAfter }
}

async function keepOwn(tx: Tx, ctx: Ctx, authorityId: string, root: Root): Promise<void> {
  const { der, tbs, serial, notBefore, notAfter } = root
  await tx.insert(authorityCertificates).values({
    ...{ id: randomUUID(), authorityId, role: 'own', serial: toHex(serial), state: 'issued', tbs, certificate: der },
    sha256: toHex(await ctx.ports.primitives.digest('sha256', der)),
    ...{ notBefore, notAfter, createdAt: ctx.now, issuedAt: ctx.now },
  })
}

/** Where the world reaches what it publishes, in what it signs from now on: of the sample estate, whose port may be another at every start. */
export async function moveAuthority(
  tx: Tx,
  ctx: Ctx,
  { authorityId, publicUrl }: { authorityId: string; publicUrl: string },
): Promise<void> {
  const [row] = await tx.select().from(authorities).where(eq(authorities.id, authorityId)).for('update')
  if (row?.kind !== 'builtin') throw new AppError('not-found', 'authority.not-found')
  await tx.update(authorities).set({ publicUrl }).where(eq(authorities.id, authorityId))
  await recordAudit(tx, ctx, {
    action: 'authority.moved',
    object: { type: 'authority', id: authorityId },
    detail: { name: row.name, from: row.publicUrl, to: publicUrl },
  })
}

/** DER PKCS#10 that asks for a CA certificate below the authority outside. */
async function makeRequest(tx: Tx, ctx: Ctx, key: VaultKey, subject: Uint8Array): Promise<Uint8Array> {
  const extensions = [basicConstraints(true, 0), keyUsage(['keyCertSign', 'cRLSign'])]
  const info = requestToBeSigned(subject, key.publicKey, extensions)
  const signature = await ctx.ports.keys.sign(tx, key.id, 'certificate-authority', info)
  return signedFrame(info, signingKeyOf(key.algorithm), signature)
}

/** The answer of the authority outside, judged: our key and name, a CA, a chain that holds. */
export interface Answer {
  own: Certificate
  /** The root last. */
  above: Certificate[]
}

/** @throws AppError `bad-input` with what is wrong; `precondition` where none is waited for */
export async function judgeAnswer(ctx: Ctx, row: AuthorityRow, ders: readonly Uint8Array[]): Promise<Answer> {
  const request = row.state === 'awaiting-certificate' && row.request ? parseRequest(row.request) : undefined
  if (!request?.ok) throw new AppError('precondition', 'authority.waits-for-nothing', { name: row.name })
  const read = ders.map((der) => parseCertificate(der)).flatMap((one) => (one.ok ? [one.value] : []))
  if (read.length !== ders.length) throw new AppError('bad-input', 'authority.answer-unreadable')
  const own = read.find((one) => equalBytes(one.publicKeyInfo, request.value.publicKeyInfo))
  if (!own) throw new AppError('bad-input', 'authority.answer-other-key')
  if (!sameName(own.subject, request.value.subject)) throw new AppError('bad-input', 'authority.answer-other-name')
  const usages = extensionOf(own, 'keyUsage') ?? []
  const isAuthority =
    extensionOf(own, 'basicConstraints')?.isCa && usages.includes('keyCertSign') && usages.includes('cRLSign')
  if (!isAuthority) throw new AppError('bad-input', 'authority.answer-no-authority')
  const above = orderAbove(own, read)
  const anchor = above.at(-1)
  if (!anchor || !sameName(anchor.subject, anchor.issuer)) throw new AppError('bad-input', 'authority.answer-no-root')
  const report = await judgePath(
    {
      target: own,
      anchors: [anchor],
      intermediates: above.slice(0, -1),
      crls: [],
      ocsps: [],
      at: ctx.now,
      requireRevocation: false,
    },
    ctx.ports.primitives,
  )
  const problem = report.steps.flatMap(({ findings }) => findings).find(({ effect }) => effect === 'fatal')
  if (problem) throw new AppError('bad-input', 'authority.answer-path', { finding: problem.code })
  return { own, above }
}

/** From the issuer of `own` to the top, as far as the names reach. */
function orderAbove(own: Certificate, read: readonly Certificate[]): Certificate[] {
  const above: Certificate[] = []
  for (let last = own; !sameName(last.subject, last.issuer); ) {
    const next = read.find((one) => sameName(one.subject, last.issuer) && !above.includes(one) && one !== own)
    if (!next) break
    above.push(next)
    last = next
  }
  return above
}

/** In the transaction of its approval. */
export async function takeAnswerIn(tx: Tx, ctx: Ctx, authorityId: string, ders: readonly Uint8Array[]): Promise<void> {
  const [row] = await tx.select().from(authorities).where(eq(authorities.id, authorityId)).for('update')
  if (!row) throw new AppError('not-found', 'authority.not-found')
  const { own, above } = await judgeAnswer(ctx, row, ders)
  const certificate = own.raw
  await tx
    .update(authorities)
    .set({ state: 'active', certificate, chain: above.map(({ raw }) => raw) })
    .where(eq(authorities.id, authorityId))
  await recordAudit(tx, ctx, {
    action: 'authority.certified',
    object: { type: 'authority', id: authorityId },
    detail: { name: row.name, sha256: toHex(await ctx.ports.primitives.digest('sha256', certificate)) },
  })
}
