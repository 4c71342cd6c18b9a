// Whose seal, by what certificate, made with whose key: people of this house chosen by what they hold, and the maker's certificate of its own authority.

import { randomUUID } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { beforeAll, describe, expect, it } from 'vitest'
import { authorityCertificates } from '#db/schema/authority.ts'
import { foundAuthority, OpenBuiltin } from '#features/authority/index.ts'
import { CreateRequest, createRequest } from '#features/certificates/index.ts'
import { RequestsQuery } from '#features/seals/inputs.ts'
import { findRequest, findSeal, listRequests } from '#features/seals/list.ts'
import { listMakerKeys } from '#features/seals/make.ts'
import { askMakerCertificate, makerAuthorities } from '#features/seals/maker-certificate.ts'
import { queueReissues } from '#features/seals/reissue.ts'
import { requestSeal, takeQueued } from '#features/seals/request.ts'
import { APPROVAL_KINDS } from '#src/approval-kinds.ts'
import type { AccountActor } from '#src/context.ts'
import { approve } from '#src/features/approvals/decide.ts'
import { withDatabase } from '../../database.ts'
import { opensslWorkshop } from '../../support/openssl.ts'
import { checkSeal } from '../../support/seal-checker.ts'
import { SM2_AUTHORITY } from '../authority/estate.ts'
import { LATER, sealHouse } from './house.ts'

const database = await withDatabase()
const { db } = database
const { office, clerk, officer, second, operator, as, equip, holder, put, wanted, made } = await sealHouse(database)
const shop = opensslWorkshop()
const NO_FILES = { certificates: [] }
const refused = (code: string) => ({ code: `seal-requests.${code}` })

let maker: { id: string }
beforeAll(async () => {
  maker = await equip('seal-making', '样例制章者')
})

describe('the holder of a seal', () => {
  it('is chosen from the people of the district by the certificate in use; no file is needed', async () => {
    const { id, certificate, staffId } = await holder('310106', '王芳')
    const asked = await requestSeal(clerk, wanted([id]), NO_FILES)
    expect(await findRequest(clerk, asked.id)).toMatchObject({
      ...{ staffId, districtId: '310106' },
      certificates: [Buffer.from(certificate).toString('base64')],
    })
    const seal = await findSeal(clerk, await made(asked.id, maker.id))
    expect(checkSeal(shop, seal.der).holders.map((one) => Buffer.from(one))).toEqual([Buffer.from(certificate)])
    expect(seal.staffId).toBe(staffId)
  })

  it('is nobody of another district, nobody whose certificate is not in use, and not nobody', async () => {
    const [here, there] = [await holder('310106', '王芳'), await holder('310115', '赵敏')]
    await expect(requestSeal(clerk, wanted([there.id]), NO_FILES)).rejects.toMatchObject(refused('credential-unknown'))
    await expect(requestSeal(clerk, wanted([here.id, there.id]), NO_FILES)).rejects.toMatchObject(
      refused('credential-unknown'),
    )
    await expect(requestSeal(clerk, wanted([randomUUID()]), NO_FILES)).rejects.toMatchObject(
      refused('credential-unknown'),
    )
    await expect(requestSeal(clerk, wanted([]), NO_FILES)).rejects.toMatchObject(refused('certificate-required'))
    for (const state of ['written', 'suspended', 'revoked'] as const) {
      await put(here.id, { state })
      await expect(requestSeal(clerk, wanted([here.id]), NO_FILES)).rejects.toMatchObject(
        refused('certificate-not-in-use'),
      )
    }
  })

  it('says for the centre whose district the seal is of, and a seal is of one district', async () => {
    const [here, there] = [await holder('310106', '王芳'), await holder('310115', '赵敏')]
    const { id } = await requestSeal(officer, wanted([there.id], '赵敏'), NO_FILES)
    expect((await findRequest(officer, id)).districtId).toBe('310115')
    await expect(findRequest(clerk, id)).rejects.toMatchObject(refused('not-found'))
    const both = wanted([here.id, there.id])
    await expect(requestSeal(officer, both, NO_FILES)).rejects.toMatchObject(refused('several-districts'))
    const other = { ...wanted([there.id]), districtId: '310106' }
    await expect(requestSeal(officer, other, NO_FILES)).rejects.toMatchObject(refused('other-district'))
  })
})

describe('a re-issue that was queued', () => {
  const queuedOf = async (sealId: string) =>
    (await listRequests(clerk, RequestsQuery.parse({ state: 'queued', limit: 200 }))).items.find(
      (one) => one.sealId === sealId,
    )

  it('is taken up with one step, for the certificate its holder has in use now, and not before there is one', async () => {
    const first = await holder('310106', '李娜')
    const sealId = await made((await requestSeal(clerk, wanted([first.id], '李娜'), NO_FILES)).id, maker.id)
    await put(first.id, { state: 'revoked' })
    await queueReissues({ ...office.system, ports: clerk.ports })
    const queued = await queuedOf(sealId)
    expect(queued).toMatchObject({ kind: 'reissue', certificates: [] })
    await expect(takeQueued(clerk, queued?.id ?? '')).rejects.toMatchObject(refused('no-successor'))
    const next = await holder('310106', '李娜', first.staffId)
    const elsewhere = as(await office.personOf('district-clerk', '310115'))
    await expect(takeQueued(elsewhere, queued?.id ?? '')).rejects.toMatchObject(refused('not-found'))
    await takeQueued(clerk, queued?.id ?? '')
    expect(await findRequest(clerk, queued?.id ?? '')).toMatchObject({
      ...{ state: 'submitted', name: '李娜之印', staffId: first.staffId },
      certificates: [Buffer.from(next.certificate).toString('base64')],
    })
    await expect(takeQueued(clerk, queued?.id ?? '')).rejects.toMatchObject(refused('not-now'))
    const again = await findSeal(clerk, await made(queued?.id ?? '', maker.id))
    expect([again.supersedesId, (await findSeal(clerk, sealId)).state]).toEqual([sealId, 'superseded'])
  })
})

describe('the certificate of a key that makes seals', () => {
  it('comes from an authority of ours, by three persons, and the key makes seals from then on', async () => {
    const founding = { ...office.system, ports: operator.ports, now: LATER }
    const { id: authorityId } = await db.transaction((tx) =>
      foundAuthority(tx, founding, OpenBuiltin.parse({ ...SM2_AUTHORITY, label: 'makers' })),
    )
    expect((await makerAuthorities(operator)).map(({ id }) => id)).toEqual([authorityId])
    const wish = { purpose: 'seal-making', algorithm: 'sm2', commonName: '内置机构制章者' }
    const key = await createRequest(operator, CreateRequest.parse(wish))
    const order = { authorityId, reason: '首次' }
    // Who made the key neither asks nor approves; who asks does not approve.
    await expect(askMakerCertificate(operator, key.id, order)).rejects.toMatchObject(refused('maker-key-yours'))
    await expect(askMakerCertificate(officer, key.id, { ...order, authorityId: randomUUID() })).rejects.toMatchObject(
      refused('maker-authority-absent'),
    )
    const { approvalId } = await askMakerCertificate(officer, key.id, order)
    await expect(approve(officer, APPROVAL_KINDS, approvalId)).rejects.toMatchObject({ code: 'approvals.same-person' })
    const twin = as(await office.personOf('ra-officer', undefined, operator.actor as AccountActor))
    await expect(approve(twin, APPROVAL_KINDS, approvalId)).rejects.toMatchObject({ kind: 'forbidden' })
    const stateOf = async () => (await listMakerKeys(operator)).find(({ id }) => id === key.id)?.state
    expect(await stateOf()).toBe('waiting')
    const { row } = await approve(second, APPROVAL_KINDS, approvalId)
    expect([row.state, await stateOf()]).toEqual(['done', 'ready'])

    const [kept] = await db.select().from(authorityCertificates).where(sql`issuance_id is not null`)
    const text = shop.run(
      'x509',
      '-inform',
      'DER',
      '-in',
      shop.put(kept?.certificate ?? new Uint8Array()),
      '-noout',
      '-text',
    ).text
    expect(text).toMatch(/Digital Signature, Non Repudiation/)
    expect(text).not.toMatch(/Extended Key Usage|1\.2\.156\.10260\.4\.1\.1/)

    const { id: holderId } = await holder('310106', '孙丽')
    const { id } = await requestSeal(clerk, wanted([holderId], '孙丽'), NO_FILES)
    const seal = await findSeal(clerk, await made(id, key.id))
    expect(Buffer.from(seal.makerCertificate)).toEqual(Buffer.from(kept?.certificate ?? []))
    expect(checkSeal(shop, seal.der).holders).toHaveLength(1)
  })

  it('is for keys of that purpose only', async () => {
    const [authority] = await makerAuthorities(officer)
    const key = await createRequest(
      operator,
      CreateRequest.parse({ purpose: 'document-signature', algorithm: 'sm2', commonName: '签' }),
    )
    await expect(
      askMakerCertificate(officer, key.id, { authorityId: authority?.id ?? '', reason: '' }),
    ).rejects.toMatchObject({
      code: 'signing.key-not-found',
    })
  })
})
