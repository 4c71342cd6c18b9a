import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openSigner } from '#adapters/keys/signer.ts'
import { createVerifierPool } from '#adapters/parsing/pool.node.ts'
import { makeSignedData, signedAttributes } from '#adapters/pkijs/signed-data.ts'
import { accounts } from '#db/schema/accounts.ts'
import {
  roundArchives,
  roundItems,
  roundPhotos,
  roundResults,
  roundSignatures,
  rounds,
} from '#db/schema/inspections.ts'
import { seedAccounts } from '#features/accounts/index.ts'
import {
  recordManualResults,
  requestExtraRound,
  reviewRound,
  runDueRound,
  signInspection,
  verifyStoredArchive,
} from '#features/inspections/index.ts'
import { addPhoto } from '#features/inspections/photos/store.ts'
import { manualProblem } from '#features/inspections/rules.ts'
import {
  certificatesOf,
  endSignerCertificate,
  registerSignerCertificate,
} from '#features/inspections/signatures/certificates.ts'
import { documentToSign } from '#features/inspections/signatures/document.ts'
import { judgeSignature } from '#features/inspections/signatures/judge.ts'
import { setRequiresCertificate } from '#features/inspections/signatures/settings.ts'
import { installTrustAnchors } from '#features/trust/index.ts'
import type { AccountActor, Actor, Ctx, Role } from '#src/context.ts'
import { testCtx } from '../../context.ts'
import { withDatabase } from '../../database.ts'
import { certificate, crl, privateKey, REFERENCE } from '../../fixtures/built.ts'
import { opensslWorkshop } from '../../support/openssl.ts'
import { stage, withRegister } from './stage.ts'

type Family = 'rsa' | 'sm2'

const verifier = createVerifierPool({ maxWorkers: 1 })
afterAll(verifier.close)
const workshop = opensslWorkshop()
afterAll(workshop.close)

const { db, owner } = await withDatabase()
const play = stage(db, REFERENCE)
const ctx = (actor?: Actor): Ctx => {
  const made = play.ctx(actor)
  return { ...made, ports: { ...made.ports, verifier } }
}
const actors = new Map<Role, AccountActor>()
const by = (role: Role): Ctx => ctx(actors.get(role))
const personOf = (role: Role) => actors.get(role) as AccountActor

beforeAll(async () => {
  const system = testCtx(db, { now: REFERENCE })
  for (const family of ['rsa', 'sm2'] as const)
    await installTrustAnchors(system, { name: 'root.der', bytes: certificate(family, 'root') }, 'all')
  await seedAccounts(system, ['operator', 'auditor', 'security-admin'])
  for (const { id, personId, username } of await db.select().from(accounts))
    actors.set(username as Role, {
      ...{ type: 'account', accountId: id, personId, name: username, roles: [username as Role] },
      ...{ sessionId: id, address: '127.0.0.1', assurance: { factors: ['password', 'totp'], at: REFERENCE } },
    })
  await withRegister(db, 2, 1)
  await registerSignerCertificate(by('security-admin'), 'operator', certificate('rsa', 'user-sign'))
  await registerSignerCertificate(by('security-admin'), 'auditor', certificate('sm2', 'user-sign'))
})

/** A detached signature by the test user of the family, as a signing client makes it. */
function signed(family: Family, text: string): Promise<Uint8Array> {
  const content = new TextEncoder().encode(text)
  const user = certificate(family, 'user-sign')
  const digest = family === 'sm2' ? 'sm3' : 'sha256'
  return makeSignedData({
    content,
    isDetached: true,
    signers: [
      {
        signer: openSigner(privateKey(family, 'user-sign')),
        certificate: user,
        attributes: signedAttributes({ content, digest, signingTime: REFERENCE, boundTo: user }),
      },
    ],
    certificates: [user, certificate(family, 'issuing')],
    crls: [crl(family, 'issuing'), crl(family, 'root')],
  })
}

let asked = 0

/** A round whose items all have a result. */
async function readyRound(): Promise<string> {
  play.clock.set(REFERENCE + ++asked * 1_000)
  const id = await requestExtraRound(by('operator'), { planId: 'extra', reason: '签字' })
  await runDueRound(ctx(), { clock: play.clock, owner: 'one' })
  const [item] = await manualItems(id)
  await recordManualResults(by('operator'), id, [{ itemId: item?.id ?? 0, conclusion: 'normal', text: '指示灯绿' }])
  return id
}

const manualItems = async (roundId: string) =>
  (await db.select().from(roundItems).where(eq(roundItems.roundId, roundId))).filter(({ kind }) => kind === 'manual')

async function judged(role: 'inspector' | 'reviewer', id: string, family: Family, change = (text: string) => text) {
  const who = role === 'inspector' ? 'operator' : 'auditor'
  const document = await documentToSign(by(who), id, role)
  return judgeSignature(by(who), personOf(who), document, await signed(family, change(document)))
}

describe('a round signed by certificate', () => {
  it('takes an RSA and an SM2 signature over its digest, and keeps them where anybody can check them', async () => {
    const id = await readyRound()
    const document = await documentToSign(by('operator'), id, 'inspector')
    await signInspection(by('operator'), id, await judged('inspector', id, 'rsa'))
    expect(JSON.parse(document)).toMatchObject({
      role: 'inspector',
      round: id,
      digest: (await db.select().from(rounds).where(eq(rounds.id, id)))[0]?.digest,
      signer: { name: 'operator' },
    })
    expect((await reviewRound(by('auditor'), id, await judged('reviewer', id, 'sm2'))).state).toBe('done-on-time')
    const [row] = await db.select().from(roundArchives).where(eq(roundArchives.roundId, id))
    const record = JSON.parse(row?.record ?? '')
    expect(record.signatures.map((one: Record<string, string>) => [one.role, one.method, one.policy])).toEqual([
      ['inspector', 'certificate', 'default/1'],
      ['reviewer', 'certificate', 'default/1'],
    ])
    expect(row?.files.filter((path) => path.startsWith('signatures/'))).toHaveLength(6)
    expect((await verifyStoredArchive(ctx())).problems).toEqual([])
    const [kept] = await db
      .select()
      .from(roundSignatures)
      .where(eq(roundSignatures.roundId, id))
      .orderBy(roundSignatures.role)
    const cms = workshop.put(kept?.cms ?? new Uint8Array(), 'inspector.p7s')
    const content = workshop.put(document, 'inspector.json')
    const check = (file: string) =>
      workshop.run('cms', '-verify', '-noverify', '-inform', 'DER', '-in', cms, '-content', file, '-binary').status
    expect(check(content)).toBe(0)
    expect(check(workshop.put(document.replace('inspector', 'Inspector'), 'other.json'))).not.toBe(0)
  })

  it('refuses a signature over another document, by another person, by nobody we know, and by a certificate that ended', async () => {
    const id = await readyRound()
    await expect(
      judged('inspector', id, 'rsa', (text) => text.replace('"version":1', '"version":2')),
    ).rejects.toMatchObject({
      code: 'inspections.signature-not-valid',
    })
    await expect(judged('inspector', id, 'sm2')).rejects.toMatchObject({ code: 'inspections.signature-of-another' })
    const document = await documentToSign(by('operator'), id, 'inspector')
    const nobody = { personId: personOf('security-admin').personId, name: 'x' }
    await expect(judgeSignature(ctx(), nobody, document, await signed('rsa', document))).rejects.toMatchObject({
      code: 'inspections.no-certificate',
    })
    const garbage = new TextEncoder().encode('no signature')
    await expect(judgeSignature(ctx(), personOf('operator'), document, garbage)).rejects.toMatchObject({
      kind: 'bad-input',
    })
  })

  it('refuses a signature over results that were changed after it was made', async () => {
    const id = await readyRound()
    const signature = await judged('inspector', id, 'rsa')
    const [item] = await manualItems(id)
    await recordManualResults(by('operator'), id, [{ itemId: item?.id ?? 0, conclusion: 'warning', text: '指示灯黄' }])
    await expect(signInspection(by('operator'), id, signature)).rejects.toMatchObject({
      code: 'inspections.content-changed',
    })
    await signInspection(by('operator'), id)
  })

  it('is found to be changed when one octet of a kept signature, certificate or document is another', async () => {
    const [kept] = await db.select().from(roundSignatures)
    if (!kept) throw new Error('no signature kept')
    for (const column of ['cms', 'certificate'] as const) {
      const bytes = kept[column]
      const edited = bytes.slice()
      edited[edited.length >> 1] = (edited[edited.length >> 1] ?? 0) ^ 1
      await owner
        .update(roundSignatures)
        .set({ [column]: edited })
        .where(eq(roundSignatures.role, kept.role))
      expect((await verifyStoredArchive(ctx())).problems[0]?.round, column).toBe(kept.roundId)
      await owner
        .update(roundSignatures)
        .set({ [column]: bytes })
        .where(eq(roundSignatures.role, kept.role))
    }
    await owner.update(roundSignatures).set({ document: '{}' }).where(eq(roundSignatures.role, kept.role))
    expect((await verifyStoredArchive(ctx())).problems[0]?.round).toBe(kept.roundId)
    await owner.update(roundSignatures).set({ document: kept.document }).where(eq(roundSignatures.role, kept.role))
    expect((await verifyStoredArchive(ctx())).isIntact).toBe(true)
  })

  it('may be the only way to sign', async () => {
    await setRequiresCertificate(by('security-admin'), true)
    const id = await readyRound()
    await expect(signInspection(by('operator'), id)).rejects.toMatchObject({ code: 'inspections.certificate-required' })
    await signInspection(by('operator'), id, await judged('inspector', id, 'rsa'))
    await expect(reviewRound(by('auditor'), id)).rejects.toMatchObject({ code: 'inspections.certificate-required' })
    await setRequiresCertificate(by('security-admin'), false)
    await reviewRound(by('auditor'), id)
  })

  it('keeps inspector and reviewer two persons whatever they sign with', async () => {
    const id = await readyRound()
    await signInspection(by('operator'), id, await judged('inspector', id, 'rsa'))
    await expect(documentToSign(by('operator'), id, 'reviewer')).rejects.toMatchObject({
      code: 'inspections.same-person',
    })
  })

  it('takes no certificate that was ended', async () => {
    const id = await readyRound()
    const [registered] = await certificatesOf(ctx(), personOf('operator').personId)
    await endSignerCertificate(by('security-admin'), registered?.sha256 ?? '')
    await expect(judged('inspector', id, 'rsa')).rejects.toMatchObject({ code: 'inspections.no-certificate' })
  })
})

const PNG = new Uint8Array(
  Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  ),
)

describe('a picture', () => {
  it('is evidence without words, stays with its round, and is found to be changed by one octet', async () => {
    play.clock.set(REFERENCE + 3_600_000)
    const id = await requestExtraRound(by('operator'), { planId: 'extra', reason: '照片' })
    await runDueRound(ctx(), { clock: play.clock, owner: 'one' })
    const [item] = await manualItems(id)
    const itemId = item?.id ?? 0
    const photo = await addPhoto(by('operator'), id, itemId, { name: '机房/灯.png', bytes: PNG })
    expect(photo).toMatchObject({ name: '灯.png', mediaType: 'image/png', bytes: PNG.length })
    const entry = { itemId, conclusion: 'normal' as const, text: '' }
    await expect(recordManualResults(by('operator'), id, [entry])).rejects.toMatchObject({
      code: 'inspections.text-required',
    })
    const unknown = { ...entry, photos: ['0'.repeat(64)] }
    await expect(recordManualResults(by('operator'), id, [unknown])).rejects.toMatchObject({
      code: 'inspections.photo-not-found',
    })
    await recordManualResults(by('operator'), id, [{ ...entry, photos: [photo.sha256] }])
    await signInspection(by('operator'), id)
    await reviewRound(by('auditor'), id)
    const [row] = await db.select().from(roundArchives).where(eq(roundArchives.roundId, id))
    expect(row?.files).toContain(`photos/${photo.sha256}.png`)
    expect((await verifyStoredArchive(ctx())).problems).toEqual([])
    const edited = PNG.slice()
    edited[40] = (edited[40] ?? 0) ^ 1
    await owner.update(roundPhotos).set({ content: edited })
    expect((await verifyStoredArchive(ctx())).problems[0]).toMatchObject({ round: id, code: 'archive.file-altered' })
    await owner.update(roundPhotos).set({ content: PNG })
    await owner.update(roundResults).set({ photos: [] }).where(eq(roundResults.itemId, itemId))
    expect((await verifyStoredArchive(ctx())).problems[0]).toMatchObject({ round: id })
    const late = addPhoto(by('operator'), id, itemId, { name: 'late.png', bytes: PNG })
    await expect(late).rejects.toMatchObject({ code: 'inspections.not-open' })
  })

  it('must be a JPEG or a PNG, whatever its name says', async () => {
    const id = await readyRound()
    const [item] = await manualItems(id)
    const add = (bytes: Uint8Array) => addPhoto(by('operator'), id, item?.id ?? 0, { name: 'a.png', bytes })
    await expect(add(new TextEncoder().encode('<svg/>'))).rejects.toMatchObject({ code: 'inspections.photo-unknown' })
    await expect(add(PNG.slice(1))).rejects.toMatchObject({ code: 'inspections.photo-unknown' })
    expect(await add(new Uint8Array([0xff, 0xd8, 0xff, 0xe0]))).toMatchObject({ mediaType: 'image/jpeg' })
  })

  it('does not stand in for a value that must be measured', async () => {
    const seen = { conclusion: 'normal' as const, text: '', photos: ['a'] }
    expect(manualProblem(seen, false)).toBeUndefined()
    expect(manualProblem(seen, true)).toBe('inspections.text-required')
    expect(manualProblem({ ...seen, conclusion: 'abnormal' }, false)).toBe('inspections.text-required')
  })
})
