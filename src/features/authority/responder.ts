// Answers whether certificates of ours still count (RFC 6960), through a responder that each authority appoints for a month at a time. What
// was never issued is unknown; nothing is good by default.

import { randomUUID } from 'node:crypto'
import { and, desc, eq, gt } from 'drizzle-orm'
import { equalBytes } from '#core/bytes/bytes.ts'
import { toHex } from '#core/bytes/hex.ts'
import {
  type AskedAbout,
  ocspError,
  ocspResponse,
  ocspToBeSigned,
  readOcspRequest,
  type SaidStatus,
} from '#core/issuance/answer-ocsp.ts'
import {
  authorityKeyIdentifier,
  basicConstraints,
  extendedKeyUsage,
  keyUsage,
  ocspNoCheck,
  subjectKeyIdentifier,
} from '#core/issuance/extensions.ts'
import { signedFrame, toBeSigned, writeName } from '#core/issuance/make-certificate.ts'
import { PROFILES, validityOf } from '#core/issuance/profiles.ts'
import { digestAlgorithmOf } from '#core/x509/algorithms.ts'
import type { Db, Tx } from '#db/database.ts'
import { authorities, authorityCertificates } from '#db/schema/authority.ts'
import { sealedKeys } from '#db/schema/keys.ts'
import { recordAudit } from '#features/audit/index.ts'
import { AppError, type Ctx } from '#src/context.ts'
import { demandRightClock } from '#src/right-clock.ts'
import { judgePlanned } from './judge.ts'
import { KEPT_MS, type KeptAnswers, saysTheSame } from './kept-answers.ts'
import { keyIdentifierOf } from './plan.ts'
import { statusOf } from './revoke.ts'
import { newSerial } from './serial.ts'
import { type BuiltinAuthority, builtinAuthorities, signAs } from './standing.ts'

const DAY_MS = 86_400_000
/** A new one is appointed while the old one still answers. */
const RENEWED_BEFORE_MS = 7 * DAY_MS

/** A job: every authority of our own has a responder whose certificate lasts. */
export async function appointResponders(ctx: Ctx): Promise<void> {
  for (const authority of await builtinAuthorities(ctx.db)) {
    const last = await responderOf(ctx.db, authority, ctx.now + RENEWED_BEFORE_MS)
    if (!last && authority.own.notAfter > ctx.now) await appoint(ctx, authority)
  }
}

type Responder = typeof authorityCertificates.$inferSelect

async function responderOf(db: Db | Tx, { id }: BuiltinAuthority, after: number): Promise<Responder | undefined> {
  const { authorityId, role, state, notAfter } = authorityCertificates
  const [row] = await db
    .select()
    .from(authorityCertificates)
    .where(and(eq(authorityId, id), eq(role, 'responder'), eq(state, 'issued'), gt(notAfter, after)))
    .orderBy(desc(notAfter))
    .limit(1)
  return row
}

/** Its key is made in the same transaction: were that cut off, nobody could ever use what was signed. */
async function appoint(ctx: Ctx, authority: BuiltinAuthority): Promise<void> {
  demandRightClock(ctx)
  const { keys, primitives } = ctx.ports
  await ctx.db.transaction(async (tx) => {
    // Two instances take turns; the second finds what the first made.
    await tx.select({ id: authorities.id }).from(authorities).where(eq(authorities.id, authority.id)).for('update')
    if (await responderOf(tx, authority, ctx.now + RENEWED_BEFORE_MS)) return
    const { algorithm, signedWith, own } = authority
    const key = await keys.generate(tx, { algorithm, purpose: 'ocsp-responder', now: ctx.now })
    const profile = PROFILES.ocsp
    const serial = newSerial()
    const validity = validityOf(profile, own, ctx.now)
    const organisation = own.subject.rdns.flat().find(({ oid }) => oid === '2.5.4.10')?.text ?? authority.name
    const tbs = toBeSigned({
      ...{ serial, signedWith, issuer: own.subject.raw, ...validity, publicKey: key.publicKey },
      subject: writeName({ country: 'CN', organisation, commonName: `OCSP ${authority.label}` }),
      extensions: [
        basicConstraints(false),
        authorityKeyIdentifier(authority.keyIdentifier),
        subjectKeyIdentifier(await keyIdentifierOf(primitives, key.publicKey)),
        keyUsage(profile.usages),
        extendedKeyUsage(profile.purposes),
        ocspNoCheck(),
      ],
    })
    const refusal = await judgePlanned(ctx, authority, [{ role: 'responder', tbs }])
    if (refusal) throw new AppError('precondition', refusal.code, refusal.params)
    const certificate = signedFrame(tbs, signedWith, await signAs(ctx, tx, authority, tbs))
    const sha256 = toHex(await primitives.digest('sha256', certificate))
    await tx.insert(authorityCertificates).values({
      ...{ id: randomUUID(), authorityId: authority.id, role: 'responder', serial: toHex(serial), state: 'issued' },
      ...{ tbs, certificate, sha256, ...validity, keyId: key.id, createdAt: ctx.now, issuedAt: ctx.now },
    })
    await recordAudit(tx, ctx, {
      action: 'authority.responder-appointed',
      object: { type: 'authority', id: authority.id },
      detail: { serial: toHex(serial), sha256, notAfter: new Date(validity.notAfter).toISOString() },
    })
  })
}

/** How long an answer is good for: what is revoked meanwhile is said at once to whoever asks anew. */
const ANSWER_LIFE_MS = 3_600_000

export interface OcspAnswered {
  der: Uint8Array
  /** May be kept for a while by whoever stands between: no nonce in it, and it is an answer. */
  isCacheable: boolean
}

/** Never rejects for what was asked: that is an answer too. @param kept what this instance has signed and may give again */
export async function answerOcsp(ctx: Ctx, bytes: Uint8Array, kept: KeptAnswers): Promise<OcspAnswered> {
  const known = kept.find(bytes, ctx.now)
  if (known && saysTheSame(known.said, await statusOf(ctx.db, known))) return { der: known.der, isCacheable: true }
  const question = readOcspRequest(bytes)
  if (!question.ok) return problem('malformedRequest')
  const { asked, nonce } = question.value
  const authority = await authorityAsked(ctx, asked)
  if (!authority) return problem('unauthorized')
  const responder = await responderOf(ctx.db, authority, ctx.now)
  if (!responder?.certificate || responder.keyId === null) return problem('tryLater')
  const said: { certId: Uint8Array; status: SaidStatus }[] = []
  for (const { der: certId, serial } of asked)
    said.push({ certId, status: await statusOf(ctx.db, { authorityId: authority.id, serial: toHex(serial) }) })
  const tbs = ocspToBeSigned({
    responderKeyHash: await responderKey(ctx, responder.keyId),
    ...{ producedAt: ctx.now, nextUpdate: ctx.now + ANSWER_LIFE_MS, said, ...(nonce && { nonce }) },
  })
  const signature = await ctx.ports.keys.sign(ctx.db, responder.keyId, 'ocsp-responder', tbs)
  const der = ocspResponse(tbs, authority.signedWith, signature, responder.certificate)
  const [only, ...others] = said
  if (nonce === undefined && only && others.length === 0) {
    const serial = toHex(asked[0]?.serial ?? new Uint8Array())
    const until = Math.min(ctx.now + KEPT_MS, responder.notAfter)
    kept.keep(bytes, { der, authorityId: authority.id, serial, said: only.status, until })
  }
  return { der, isCacheable: nonce === undefined }
}

function problem(what: Parameters<typeof ocspError>[0]): OcspAnswered {
  return { der: ocspError(what), isCacheable: false }
}

/** The one whose name and key stand in every question, under whatever hash it was asked; `undefined` for a stranger's, and for a mixture. */
async function authorityAsked(ctx: Ctx, asked: readonly AskedAbout[]): Promise<BuiltinAuthority | undefined> {
  for (const authority of await builtinAuthorities(ctx.db)) {
    const fits = await Promise.all(asked.map((one) => isIssuer(ctx, authority, one)))
    if (fits.every(Boolean)) return authority
  }
  return undefined
}

/** Hashes a question may be put in. */
const ASKED_UNDER: readonly string[] = ['sha1', 'sha256', 'sm3']

async function isIssuer({ ports }: Ctx, { own }: BuiltinAuthority, asked: AskedAbout): Promise<boolean> {
  const hash = digestAlgorithmOf(asked.hashOid)
  if (!hash || !ASKED_UNDER.includes(hash)) return false
  const [name, key] = [own.subject.raw, own.publicKeyBits].map((part) => ports.primitives.digest(hash, part))
  return (
    equalBytes((await name) ?? new Uint8Array(), asked.issuerNameHash) &&
    equalBytes((await key) ?? new Uint8Array(), asked.issuerKeyHash)
  )
}

async function responderKey(ctx: Ctx, keyId: string): Promise<Uint8Array> {
  const [row] = await ctx.db
    .select({ publicKey: sealedKeys.publicKey })
    .from(sealedKeys)
    .where(eq(sealedKeys.id, keyId))
  return keyIdentifierOf(ctx.ports.primitives, row?.publicKey ?? new Uint8Array())
}
