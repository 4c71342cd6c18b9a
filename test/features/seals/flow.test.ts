import { createHash, randomUUID } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { unzipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listAudit } from '#features/audit/index.ts'
import { approveStanding, decide } from '#features/seals/decide.ts'
import { NewSeal, RequestsQuery, SealsQuery } from '#features/seals/inputs.ts'
import { eventsOf, findRequest, findSeal, listRequests, listSeals } from '#features/seals/list.ts'
import { makeSeal } from '#features/seals/make.ts'
import { exportSeal, importPackage } from '#features/seals/package.ts'
import { settlePicture } from '#features/seals/picture.ts'
import { queueReissues } from '#features/seals/reissue.ts'
import { bringAgain, requestChange, requestSeal, requestStanding } from '#features/seals/request.ts'
import { listSeals as listElectronicSeals, sealDocument } from '#features/signing/index.ts'
import { plainOfd } from '#lab/sample-originals.ts'
import type { AccountActor } from '#src/context.ts'
import { tablePdf } from '../../adapters/making/stage.ts'
import { NOW } from '../../context.ts'
import { withDatabase } from '../../database.ts'
import { opensslWorkshop } from '../../support/openssl.ts'
import { checkSeal, checkSealSignature } from '../../support/seal-checker.ts'
import {
  AUDITOR,
  CLERK,
  judged,
  MAKER,
  OFFICER,
  OTHER_CLERK,
  SECOND_OFFICER,
  sealStage,
  strangerCertificate,
} from './stage.ts'

const { db, owner } = await withDatabase()
const { ctxOf, system, equip } = sealStage(db)
const shop = opensslWorkshop()
afterAll(shop.close)

let maker: { id: string; certificate: Uint8Array }
let holder: { id: string; certificate: Uint8Array }
beforeAll(async () => {
  maker = await equip('seal-making', '样例制章者')
  holder = await equip('document-signature', '张伟')
})

const wanted = (more: Partial<NewSeal> = {}): NewSeal =>
  NewSeal.parse({
    sealKind: 'name',
    name: '张伟之印',
    holderName: '张伟',
    unitName: '静安区社保中心',
    reason: '新办',
    design: { style: 'name-square-20', text: '张伟', ending: '之印' },
    ...more,
  })

const asked = async (more: Partial<NewSeal> = {}, by: AccountActor = CLERK) =>
  (await requestSeal(ctxOf(by), wanted(more), { certificates: [holder.certificate] })).id

async function made(more: Partial<NewSeal> = {}): Promise<string> {
  const id = await asked(more)
  await decide(ctxOf(OFFICER), id, 'review')
  await settlePicture(ctxOf(MAKER), id)
  return (await makeSeal(ctxOf(MAKER), id, maker.id)).sealId
}

const stateOf = async (id: string) => (await findRequest({ db }, id)).state
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => 'taken',
    (error: { code?: string }) => error.code ?? String(error),
  )

describe('a seal from the request to the document', () => {
  it('goes through three persons, and the seal made is VALID here and as OpenSSL and the rules of ofdrw want it', async () => {
    const sealId = await made()
    const seal = await findSeal({ db }, sealId)
    expect(seal).toMatchObject({ state: 'active', districtId: '310106', widthMm: 20, heightMm: 20, version: 4 })
    expect(seal.number).toMatch(/^31010626\d{6}$/)
    expect((await judged('made.esl', seal.der)).verdict).toBe('VALID')
    const checked = checkSeal(shop, seal.der)
    expect(checked).toMatchObject({ version: 4, id: seal.number, name: '张伟之印', type: '02' })
    expect(Buffer.from(checked.maker).equals(maker.certificate)).toBe(true)
    expect(checked.holders.map((one) => Buffer.from(one))).toEqual([Buffer.from(holder.certificate)])
    const steps = (await eventsOf(ctxOf(AUDITOR), { requestId: seal.requestId })).map(({ step, actorName }) => [
      step,
      actorName,
    ])
    expect(steps).toEqual([
      ['submit', CLERK.name],
      ['review', OFFICER.name],
      ['picture', MAKER.name],
      ['make', MAKER.name],
    ])
    const { items } = await listAudit(ctxOf(AUDITOR), { limit: 2 })
    expect(items.map(({ action }) => action)).toContain('seal-request.made')
  })

  it.each<[string, () => Uint8Array]>([
    ['ofd', () => plainOfd('通知', ['每日巡检'], NOW)],
    ['pdf', tablePdf],
  ])(
    'seals an %s that is VALID, until it is frozen; thawed it seals again, destroyed never',
    async (format, original) => {
      const sealId = await made()
      const { sha256, number, der } = await findSeal({ db }, sealId)
      const kept = (await listElectronicSeals(system)).find((one) => one.sealNumber === number)
      expect(kept).toMatchObject({ standing: 'usable', keys: [holder.id] })
      const sealing = () =>
        sealDocument(
          system,
          { name: `notice.${format}`, bytes: original() },
          { key: holder.id, seal: kept?.id ?? '', timestamp: false, placement: { page: 1, leftMm: 50, topMm: 20 } },
        )
      const document = await sealing()
      const report = await judged(`made.${format}`, document.bytes)
      expect([report.verdict, sha256.length]).toEqual(['VALID', 64])
      const signature = signatureIn(format, document.bytes)
      const checked = checkSealSignature(shop, signature)
      expect(checked.seal).toMatchObject({ id: number, version: 4 })
      expect(Buffer.from(signature).indexOf(Buffer.from(der))).toBeGreaterThan(0)
      const changed = Uint8Array.from(signature)
      changed[changed.length - 4] = (changed.at(-4) ?? 0) ^ 1
      expect(() => checkSealSignature(shop, changed)).toThrow(/signature/)

      await stand(sealId, 'freeze')
      expect(await refusal(sealing())).toBe('signing.seal-frozen')
      await stand(sealId, 'unfreeze')
      expect((await sealing()).bytes.length).toBeGreaterThan(0)
      await stand(sealId, 'destroy')
      expect(await refusal(sealing())).toBe('signing.seal-withdrawn')
      expect(await refusal(requestStanding(ctxOf(CLERK), sealId, { kind: 'unfreeze', reason: '恢复' }))).toBe(
        'seal-requests.seal-is',
      )
      // What was sealed before is judged by what it was.
      expect((await judged(`made.${format}`, document.bytes)).verdict).toBe('VALID')
    },
  )

  it('in version 1 is for other systems: VALID here and outside, and not among the seals of this house', async () => {
    const seal = await findSeal({ db }, await made({ version: 1 }))
    expect((await judged('made.esl', seal.der)).verdict).toBe('VALID')
    expect(checkSeal(shop, seal.der)).toMatchObject({ version: 1, id: seal.number })
    expect((await listElectronicSeals(system)).some((one) => one.sealNumber === seal.number)).toBe(false)
  })
})

async function stand(sealId: string, kind: 'freeze' | 'unfreeze' | 'destroy'): Promise<void> {
  const { id } = await requestStanding(ctxOf(CLERK), sealId, { kind, reason: '样例' })
  await approveStanding(ctxOf(OFFICER), id)
}

/** The SES_Signature as it lies in the file, found by hand. */
function signatureIn(format: string, bytes: Uint8Array): Uint8Array {
  if (format === 'ofd') {
    const [value] = Object.entries(unzipSync(bytes)).filter(([name]) => name.endsWith('SignedValue.dat'))
    return value?.[1] ?? new Uint8Array()
  }
  const contents = /\/Contents\s*<([0-9a-fA-F]+)>/.exec(Buffer.from(bytes).toString('latin1'))?.[1] ?? ''
  const padded = Buffer.from(contents, 'hex')
  // The DER ends where its length says; zeros fill the room.
  const sizeOctets = (padded[1] ?? 0) & 0x7f
  return new Uint8Array(padded.subarray(0, 2 + sizeOctets + padded.readUIntBE(2, sizeOctets)))
}

describe('three persons, each of them once', () => {
  it('nobody reviews or makes what they asked for, and nobody makes what they reviewed', async () => {
    const own = await asked({}, OFFICER)
    expect(await refusal(decide(ctxOf(OFFICER), own, 'review'))).toBe('seal-requests.same-person')
    expect(await refusal(decide(ctxOf(OFFICER), own, 'reject', '不'))).toBe('seal-requests.same-person')
    const id = await asked()
    await decide(ctxOf(OFFICER), id, 'review')
    await settlePicture(ctxOf(OFFICER), id)
    expect(await refusal(makeSeal(ctxOf(OFFICER), id, maker.id))).toBe('seal-requests.same-person')
    expect(await stateOf(id)).toBe('pictured')
    expect((await makeSeal(ctxOf(SECOND_OFFICER), id, maker.id)).sealId).toBeTruthy()
  })

  it('another account of the same person is the same person', async () => {
    const id = await asked({}, OFFICER)
    const alias = { ...SECOND_OFFICER, personId: OFFICER.personId }
    expect(await refusal(decide(ctxOf(alias), id, 'review'))).toBe('seal-requests.same-person')
  })

  it('no step is skipped or taken twice', async () => {
    const id = await asked()
    expect(await refusal(settlePicture(ctxOf(MAKER), id))).toBe('seal-requests.not-now')
    expect(await refusal(makeSeal(ctxOf(MAKER), id, maker.id))).toBe('seal-requests.not-now')
    await decide(ctxOf(OFFICER), id, 'review')
    expect(await refusal(decide(ctxOf(SECOND_OFFICER), id, 'review'))).toBe('seal-requests.not-now')
    await settlePicture(ctxOf(MAKER), id)
    const both = await Promise.all([1, 2].map(() => refusal(makeSeal(ctxOf(MAKER), id, maker.id))))
    expect(both.filter((one) => one === 'taken')).toHaveLength(1)
  })

  it('a returned request is corrected by who asked, and reviewed anew', async () => {
    const id = await asked()
    await decide(ctxOf(OFFICER), id, 'review')
    await decide(ctxOf(SECOND_OFFICER), id, 'return', '姓名有误')
    expect(await refusal(bringAgain(ctxOf(SECOND_OFFICER), id, wanted(), { certificates: [] }))).toBe(
      'seal-requests.not-yours',
    )
    await bringAgain(
      ctxOf(CLERK),
      id,
      wanted({ name: '张玮之印', design: { style: 'name-square-18', text: '张玮' } }),
      { certificates: [] },
    )
    expect(await findRequest({ db }, id)).toMatchObject({
      state: 'submitted',
      name: '张玮之印',
      reviewerPerson: null,
      answer: null,
    })
  })

  it('a standing needs a second person, and a seal has one open request', async () => {
    const sealId = await made()
    const { id } = await requestStanding(ctxOf(OFFICER), sealId, { kind: 'freeze', reason: '丢失' })
    expect(await refusal(approveStanding(ctxOf(OFFICER), id))).toBe('seal-requests.same-person')
    expect(await refusal(requestStanding(ctxOf(CLERK), sealId, { kind: 'destroy', reason: '离职' }))).toBe(
      'seal-requests.change-under-way',
    )
    expect((await findSeal({ db }, sealId)).state).toBe('active')
    await approveStanding(ctxOf(SECOND_OFFICER), id)
    expect((await findSeal({ db }, sealId)).state).toBe('frozen')
  })
})

describe('what a request brings is judged before it is kept', () => {
  it.each<[string, () => Promise<Uint8Array>, string]>([
    ['an RSA or P-256 key', () => strangerCertificate({}, 'p256'), 'seal-requests.certificate-not-sm2'],
    [
      'an encryption certificate',
      () => strangerCertificate({ usages: ['keyEncipherment', 'keyAgreement'] }),
      'seal-requests.certificate-not-for-signing',
    ],
    [
      'one that has ended',
      () => strangerCertificate({ notAfter: NOW - 1000 }),
      'seal-requests.certificate-not-in-force',
    ],
    ['no certificate', async () => Uint8Array.of(0x30, 0), 'seal-requests.certificate-unreadable'],
  ])('%s is refused', async (_, certificate, code) => {
    const files = { certificates: [await certificate()] }
    expect(await refusal(requestSeal(ctxOf(CLERK), wanted(), files))).toBe(code)
  })

  it.each<[string, Partial<NewSeal>, string]>([
    [
      'a style of another kind',
      { design: { style: 'official-round-42', text: '张伟' } },
      'seal-requests.style-of-other-kind',
    ],
    [
      'a character without a glyph',
      { design: { style: 'name-square-20', text: '\ue000' } },
      'seal-drawing.character-missing',
    ],
    ['neither design nor scan', { design: undefined }, 'seal-requests.design-or-scan'],
  ])('%s is refused', async (_, more, code) => {
    expect(await refusal(asked(more))).toBe(code)
  })

  it('a key of another purpose makes no seal', async () => {
    const id = await asked()
    await decide(ctxOf(OFFICER), id, 'review')
    await settlePicture(ctxOf(MAKER), id)
    expect(await refusal(makeSeal(ctxOf(MAKER), id, holder.id))).toBe('signing.key-not-found')
  })
})

describe('records', () => {
  it('are found by what people know, a page at a time, and a clerk sees the own district only', async () => {
    for (let i = 0; i < 3; i++) await made({ holderName: `寻找者${i}%` })
    const ask = (by: AccountActor, query: object) => listSeals(ctxOf(by), SealsQuery.parse(query))
    const first = await ask(OFFICER, { q: '寻找者', limit: 2 })
    expect(first.items).toHaveLength(2)
    const rest = await ask(OFFICER, { q: '寻找者', limit: 2, cursor: first.nextCursor })
    expect([rest.items.length, rest.nextCursor]).toEqual([1, null])
    expect((await ask(OFFICER, { q: '者_%' })).items).toEqual([])
    expect((await ask(OFFICER, { q: '1%' })).items).toHaveLength(1)
    expect((await ask(OTHER_CLERK, {})).items).toEqual([])
    expect((await listRequests(ctxOf(OTHER_CLERK), RequestsQuery.parse({}))).items).toEqual([])
    const [one] = first.items
    expect(await refusal(findSeal(ctxOf(OTHER_CLERK), one?.id ?? ''))).toBe('seal-requests.seal-not-found')
    expect(await refusal(requestStanding(ctxOf(OTHER_CLERK), one?.id ?? '', { kind: 'freeze', reason: '试' }))).toBe(
      'seal-requests.seal-not-found',
    )
  })
})

describe('a changed or re-issued seal', () => {
  it('takes the place of the old one, which seals nothing more', async () => {
    const sealId = await made()
    const { id } = await requestChange(
      ctxOf(CLERK),
      sealId,
      'change',
      wanted({ name: '张伟印', design: { style: 'name-square-18', text: '张伟', ending: '印' } }),
      { certificates: [] },
    )
    await decide(ctxOf(OFFICER), id, 'review')
    await settlePicture(ctxOf(MAKER), id)
    const next = await findSeal({ db }, (await makeSeal(ctxOf(MAKER), id, maker.id)).sealId)
    expect(next).toMatchObject({ supersedesId: sealId, name: '张伟印', widthMm: 18, state: 'active' })
    const before = await findSeal({ db }, sealId)
    expect(before.state).toBe('superseded')
    expect((await listElectronicSeals(system)).map((one) => one.sealNumber)).not.toContain(before.number)
  })

  it('is queued when a certificate it lists was replaced, once, and taken up with the successor', async () => {
    const sealId = await made()
    const [listed] = (await findSeal({ db }, sealId)).certificateSha256
    const successor = await strangerCertificate()
    const replaced = async (_: unknown, all: readonly string[]) =>
      all.filter((one) => one === listed).map((sha256) => ({ sha256, why: 'superseded' as const, successor }))
    const open = async () =>
      (
        await listRequests(ctxOf(CLERK), RequestsQuery.parse({ kind: 'reissue', open: 'yes', limit: 200 }))
      ).items.filter((one) => one.sealId === sealId)
    expect((await queueReissues(system, replaced)).queued).toBeGreaterThan(0)
    expect(await queueReissues(system, replaced)).toEqual({ queued: 0 })
    const [request] = await open()
    expect(request).toMatchObject({ state: 'queued', requesterPerson: null })
    await bringAgain(ctxOf(CLERK), request?.id ?? '', wanted({ design: undefined }), { certificates: [] })
    await decide(ctxOf(OFFICER), request?.id ?? '', 'review')
    await settlePicture(ctxOf(MAKER), request?.id ?? '')
    const next = await findSeal({ db }, (await makeSeal(ctxOf(MAKER), request?.id ?? '', maker.id)).sealId)
    expect(checkSeal(shop, next.der).holders.map((one) => Buffer.from(one))).toEqual([Buffer.from(successor)])
    expect((await findSeal({ db }, sealId)).state).toBe('superseded')
  })
})

describe('the package for the signing system', () => {
  it('holds seal, picture and certificates with their digests under the maker’s signature, and delivers the request', async () => {
    const sealId = await made()
    const seal = await findSeal({ db }, sealId)
    const first = await exportSeal(ctxOf(MAKER), sealId)
    const files = unzipSync(first.bytes)
    expect(Object.keys(files).sort()).toEqual([
      'holder-1.cer',
      'maker.cer',
      'manifest.json',
      'manifest.sig',
      'picture.png',
      'picture.svg',
      'seal.esl',
    ])
    const key = shop.run('x509', '-inform', 'DER', '-in', shop.put(maker.certificate), '-pubkey', '-noout').text
    const args = [
      '-sm3',
      '-sigopt',
      'distid:1234567812345678',
      '-verify',
      shop.put(key),
      '-signature',
      shop.put(files['manifest.sig'] ?? ''),
    ]
    expect(shop.run('dgst', ...args, shop.put(files['manifest.json'] ?? '')).text).toContain('Verified OK')
    const listed = JSON.parse(Buffer.from(files['manifest.json'] ?? []).toString()) as {
      files: { name: string; sm3: string }[]
    }
    const sm3 = (bytes: Uint8Array) => shop.run('dgst', '-sm3', shop.put(bytes)).text.trim().split(' ').at(-1)
    for (const one of listed.files)
      expect([one.name, one.sm3]).toEqual([one.name, sm3(files[one.name] ?? new Uint8Array())])
    expect(await stateOf(seal.requestId)).toBe('delivered')
    expect((await findSeal({ db }, sealId)).deliveredAt).toBe(NOW)
    expect(await importPackage(ctxOf(MAKER), first.bytes)).toMatchObject({ isNew: false, number: seal.number })
    await stand(sealId, 'freeze')
    expect(await refusal(exportSeal(ctxOf(MAKER), sealId))).toBe('seal-requests.seal-is')
  })

  it('is refused with one octet altered, wherever it is', async () => {
    const { bytes } = await exportSeal(ctxOf(MAKER), await made())
    const step = Math.max(1, Math.floor(bytes.length / 150))
    const taken: number[] = []
    for (let at = 0; at < bytes.length; at += step) {
      const altered = Uint8Array.from(bytes)
      altered[at] = (altered[at] ?? 0) ^ 0x10
      if ((await refusal(importPackage(ctxOf(MAKER), altered))) === 'taken') taken.push(at)
    }
    // Dates and attributes of ZIP entries are nobody's content: where they are, what was taken is the same seal.
    for (const at of taken) {
      const altered = Uint8Array.from(bytes)
      altered[at] = (altered[at] ?? 0) ^ 0x10
      expect(unzipSync(altered)).toEqual(unzipSync(bytes))
    }
    expect(taken.length).toBeLessThan(15)
  })
})

// Last: it ends the certificate that the others seal with.
describe('by the credentials of this house', () => {
  it('a seal whose holder has another certificate in use is queued with that one, and a revoked one without', async () => {
    const sealId = await made()
    const seal = await findSeal({ db }, sealId)
    const successor = await strangerCertificate()
    await plantCredentials(seal.certificateSha256[0] ?? '', holder.certificate, successor)
    await queueReissues(system)
    const { items } = await listRequests(ctxOf(OFFICER), RequestsQuery.parse({ state: 'queued', limit: 200 }))
    const request = items.find((one) => one.sealId === sealId)
    expect(request?.certificates).toEqual([Buffer.from(successor).toString('base64')])
    expect((await queueReissues(system)).queued).toBe(0)
    // The old certificate goes into no other seal, neither asked for anew nor already under way.
    expect(await refusal(asked())).toBe('seal-requests.certificate-not-in-use')
    await decide(ctxOf(OFFICER), request?.id ?? '', 'drop')
    expect(await stateOf(request?.id ?? '')).toBe('cancelled')
  })
})

/** Two credentials, one in the place of the other, put there past the steps that lead to them. */
async function plantCredentials(sha256: string, before: Uint8Array, after: Uint8Array): Promise<void> {
  const carrier = randomUUID()
  await owner.execute(
    sql`insert into carriers (id, serial, model, kind, created_at) values (${carrier}, ${carrier}, 'm', 'software', now())`,
  )
  await owner.execute(sql.raw('alter table credentials disable trigger user'))
  const [old, next] = [randomUUID(), randomUUID()]
  const rows = [
    [old, before, sha256, 'superseded', null],
    [next, after, createHash('sha256').update(after).digest('hex'), 'active', old],
  ] as const
  for (const [id, der, digest, state, supersedes] of rows)
    await owner.execute(sql`insert into credentials (id, district_id, staff_id, request_id, issuance_id, carrier_id, algorithm, subject, issuer,
      sign_certificate, sign_sha256, sign_serial, chain, not_before, not_after, supersedes_id, state, state_at, created_at)
      values (${id}, '310106', ${randomUUID()}, ${randomUUID()}, ${randomUUID()}, ${carrier}, 'P-256', 'CN=x', 'CN=y',
      ${Buffer.from(der)}, ${digest}, ${id}, '[]', now(), now() + interval '1 year', ${supersedes}, ${state}, now(), now())`)
  await owner.execute(sql.raw('alter table credentials enable trigger user'))
}
