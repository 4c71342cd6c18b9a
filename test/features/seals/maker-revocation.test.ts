// The end of a key that makes seals: revoked by three persons, said by list and responder, and none of its seals is used again.

import { readFileSync } from 'node:fs'
import { sql } from 'drizzle-orm'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  appointResponders,
  foundAuthority,
  OpenBuiltin,
  publicationRoutes,
  publishCrls,
} from '#features/authority/index.ts'
import { CreateRequest, createRequest } from '#features/certificates/index.ts'
import { RequestsQuery, SealsQuery } from '#features/seals/inputs.ts'
import { findSeal, listRequests, listSeals } from '#features/seals/list.ts'
import { listMakerKeys } from '#features/seals/make.ts'
import { askMakerCertificate } from '#features/seals/maker-certificate.ts'
import { askMakerRevocation } from '#features/seals/maker-revocation.ts'
import { exportSeal } from '#features/seals/package.ts'
import { queueReissues } from '#features/seals/reissue.ts'
import { requestSeal, takeQueued } from '#features/seals/request.ts'
import { listSeals as listElectronicSeals, sealDocument } from '#features/signing/index.ts'
import { APPROVAL_KINDS } from '#src/approval-kinds.ts'
import type { AccountActor, Ctx } from '#src/context.ts'
import { approve, refuse } from '#src/features/approvals/decide.ts'
import { tablePdf } from '../../adapters/making/stage.ts'
import { withDatabase } from '../../database.ts'
import { bits, keyOf, whole } from '../../lab/der.ts'
import { sm2Verifies, withFiles } from '../../lab/openssl.ts'
import { opensslWorkshop } from '../../support/openssl.ts'
import { SM2_AUTHORITY } from '../authority/estate.ts'
import { LATER, sealHouse } from './house.ts'

const MINUTE_MS = 60_000
const database = await withDatabase()
const { db } = database
const { office, clerk, officer, second, operator, as, equip, wanted, made } = await sealHouse(database)
const shop = opensslWorkshop()
const files = withFiles()
const refused = (code: string) => ({ code: `seal-requests.${code}` })
const afterwards = (ctx: Ctx): Ctx => ({ ...ctx, now: LATER + MINUTE_MS })
const system = (now = LATER): Ctx => ({ ...office.system, ports: operator.ports, now })

let authorityId = ''
let signer: { id: string; certificate: Uint8Array }
beforeAll(async () => {
  const founding = OpenBuiltin.parse({ ...SM2_AUTHORITY, label: 'makers' })
  authorityId = (await db.transaction((tx) => foundAuthority(tx, system(), founding))).id
  signer = await equip('document-signature', '王芳')
})

/** A key of the operator's with its certificate from our authority: the officer asked, the second officer approved. */
async function makerKey(commonName: string): Promise<string> {
  const wish = { purpose: 'seal-making', algorithm: 'sm2', commonName }
  const { id } = await createRequest(operator, CreateRequest.parse(wish))
  await certify(id)
  return id
}

async function certify(id: string, now = LATER): Promise<void> {
  const { approvalId } = await askMakerCertificate({ ...officer, now }, id, { authorityId, reason: '首次' })
  await approve({ ...second, now }, APPROVAL_KINDS, approvalId)
}

async function sealBy(key: string): Promise<string> {
  const { id } = await requestSeal(
    clerk,
    { ...wanted([]), credentialIds: undefined },
    { certificates: [signer.certificate] },
  )
  return made(id, key)
}

const keyState = async (id: string) => (await listMakerKeys(officer)).find((one) => one.id === id)?.state
const revoke = (key: string, reason: 'keyCompromise' | 'superseded' = 'superseded', by = officer) =>
  askMakerRevocation(by, key, { reason, why: '样例' })

async function revoked(key: string, reason?: 'keyCompromise' | 'superseded'): Promise<void> {
  const { approvalId } = await revoke(key, reason)
  await approve(second, APPROVAL_KINDS, approvalId)
}

const app = publicationRoutes(() => system(LATER + 2 * MINUTE_MS))
const fetched = async (path: string) => new Uint8Array(await (await app.request(path)).arrayBuffer())

describe('the certificate of a key that makes seals', () => {
  it('is revoked by three persons: neither who asks nor who approves made the key, and they are two', async () => {
    const key = await makerKey('三人')
    await expect(revoke(key, 'superseded', operator)).rejects.toMatchObject(refused('maker-key-yours'))
    const { approvalId } = await revoke(key)
    await expect(revoke(key)).rejects.toMatchObject({ code: 'approvals.asked-already' })
    await expect(approve(officer, APPROVAL_KINDS, approvalId)).rejects.toMatchObject({ code: 'approvals.same-person' })
    const twin = as(await office.personOf('ra-officer', undefined, operator.actor as AccountActor))
    await expect(approve(twin, APPROVAL_KINDS, approvalId)).rejects.toMatchObject({ kind: 'forbidden' })
    expect(await keyState(key)).toBe('ready')
    const { row } = await approve(second, APPROVAL_KINDS, approvalId)
    expect([row.state, await keyState(key)]).toEqual(['done', 'revoked'])
    await expect(revoke(key)).rejects.toMatchObject(refused('maker-revoked-already'))
    const { rows } = await db.execute(
      sql`select detail->>'reason' reason from audit_log where action = 'seal-maker.revoked'`,
    )
    expect(rows).toEqual([{ reason: 'superseded' }])
  })

  it('stays in force where the other person refuses', async () => {
    const key = await makerKey('不同意')
    const { approvalId } = await revoke(key)
    await refuse(second, APPROVAL_KINDS, approvalId, '没有理由')
    expect(await keyState(key)).toBe('ready')
  })

  it('is only revoked here where an authority of ours issued it, and where there is one', async () => {
    const foreign = await equip('seal-making', '别家签发')
    await db.execute(
      sql`update certificate_requests set created_by = ${(operator.actor as AccountActor).accountId} where id = ${foreign.id}`,
    )
    await expect(revoke(foreign.id)).rejects.toMatchObject(refused('maker-certificate-not-ours'))
    const wish = { purpose: 'seal-making', algorithm: 'sm2', commonName: '还没有' }
    const { id } = await createRequest(operator, CreateRequest.parse(wish))
    await expect(revoke(id)).rejects.toMatchObject({ code: 'signing.key-waiting' })
    await expect(revoke(signer.id)).rejects.toMatchObject({ code: 'signing.key-not-found' })
  })

  it('is on the list and at the responder as revoked, as OpenSSL reads them', async () => {
    const key = await makerKey('名单')
    const { certificate } = (await listMakerKeys(officer)).find(({ id }) => id === key) ?? {}
    const { rows } = await db.execute<{ certificate: Buffer }>(
      sql`select certificate from authorities where id = ${authorityId}`,
    )
    const issuer = new Uint8Array(rows[0]?.certificate ?? [])
    const [ca, own] = [
      shop.putPem('CERTIFICATE', issuer),
      shop.putPem('CERTIFICATE', certificate?.raw ?? new Uint8Array()),
    ]
    await appointResponders(system())
    await publishCrls(system())
    const answered = async () => {
      const question = `${own}.ocsp`
      shop.run('ocsp', '-issuer', ca, '-cert', own, '-no_nonce', '-reqout', question)
      const body = new Uint8Array(readFileSync(question))
      const headers = { 'content-length': `${body.length}` }
      const answer = await app.request('/ocsp', { method: 'POST', headers, body })
      const response = shop.put(new Uint8Array(await answer.arrayBuffer()))
      return shop.run('ocsp', '-respin', response, '-resp_text', '-noverify').text
    }
    expect(await answered()).toContain('Cert Status: good')
    await revoked(key, 'keyCompromise')
    expect(await answered()).toMatch(/Cert Status: revoked[\s\S]*keyCompromise/)
    await publishCrls(system(LATER + MINUTE_MS))
    const serial = Buffer.from(certificate?.serial ?? [])
      .toString('hex')
      .toUpperCase()
    const delta = await fetched('/makers-delta.crl')
    const listed = shop.run('crl', '-inform', 'DER', '-in', shop.put(delta), '-noout', '-text').text
    expect(listed).toContain(serial)
    expect(listed).toContain('Key Compromise')
    expect(await sm2Verifies(files, keyOf(issuer), whole(delta, 0), bits(delta, 2))).toBe(true)
  })

  it('makes seals again with a new certificate, but never where the key itself was lost', async () => {
    const [kept, lost] = [await makerKey('换证'), await makerKey('泄露')]
    await revoked(kept)
    await revoked(lost, 'keyCompromise')
    await certify(kept, LATER + MINUTE_MS)
    expect(await keyState(kept)).toBe('ready')
    await expect(askMakerCertificate(officer, lost, { authorityId, reason: '' })).rejects.toMatchObject(
      refused('maker-key-compromised'),
    )
  })
})

describe('a seal whose maker was revoked', () => {
  const place = { page: 1, leftMm: 50, topMm: 20 }
  const sealing = async (sha256: string) => {
    const { rows } = await db.execute<{ id: string }>(sql`select id from electronic_seals where sha256 = ${sha256}`)
    const order = { key: signer.id, seal: rows[0]?.id ?? '', timestamp: false, placement: place }
    return sealDocument(system(), { name: 'notice.pdf', bytes: tablePdf() }, order)
  }

  it('seals nothing more and is packed no more; one of another maker is and does, and it says so wherever it is listed', async () => {
    const [ended, standing] = [await makerKey('旧制章者'), await makerKey('新制章者')]
    const [sealId, otherId] = [await sealBy(ended), await sealBy(standing)]
    const [seal, other] = [await findSeal(clerk, sealId), await findSeal(clerk, otherId)]
    expect((await sealing(seal.sha256)).sha256).toMatch(/^[0-9a-f]{64}$/)
    await revoked(ended)
    await expect(sealing(seal.sha256)).rejects.toMatchObject({ code: 'signing.seal-maker-revoked' })
    await expect(exportSeal(operator, sealId)).rejects.toMatchObject({ code: 'signing.seal-maker-revoked' })
    expect((await sealing(other.sha256)).sha256).toMatch(/^[0-9a-f]{64}$/)
    expect((await exportSeal(operator, otherId)).name).toMatch(/^seal-/)
    const shown = (await listSeals(clerk, SealsQuery.parse({ limit: 200 }))).items
    expect(shown.filter(({ isMakerRevoked }) => isMakerRevoked).map(({ id }) => id)).toEqual([sealId])
    const held = await listElectronicSeals(system())
    expect(held.filter(({ isMakerRevoked }) => isMakerRevoked).map(({ sealNumber }) => sealNumber)).toEqual([
      seal.number,
    ])
    // No new one is made with it either.
    const { id } = await requestSeal(
      clerk,
      { ...wanted([]), credentialIds: undefined },
      { certificates: [signer.certificate] },
    )
    await expect(made(id, ended)).rejects.toMatchObject({ code: 'signing.key-revoked' })
  })

  it('is queued to be made anew by another key, and one of a maker in force is not', async () => {
    const [ended, standing] = [await makerKey('排队'), await makerKey('接替')]
    const sealId = await sealBy(ended)
    const kept = await sealBy(standing)
    await revoked(ended)
    await queueReissues(afterwards(system()))
    const queued = (await listRequests(clerk, RequestsQuery.parse({ state: 'queued', limit: 200 }))).items
    const mine = queued.find((one) => one.sealId === sealId)
    expect(mine).toMatchObject({ kind: 'reissue', reason: '制章证书已吊销，印章须由别的制章密钥重制' })
    expect(queued.map((one) => one.sealId)).not.toContain(kept)
    await takeQueued(clerk, mine?.id ?? '')
    const again = await findSeal(clerk, await made(mine?.id ?? '', standing))
    expect([again.supersedesId, (await findSeal(clerk, sealId)).state]).toEqual([sealId, 'superseded'])
    expect((await sealing(again.sha256)).sha256).toMatch(/^[0-9a-f]{64}$/)
  })
})
