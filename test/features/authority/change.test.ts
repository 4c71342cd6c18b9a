import { describe, expect, it } from 'vitest'
import { writePem } from '#core/bytes/pem.ts'
import { actorOf as accountActor } from '#features/accounts/actor.ts'
import { createAccount } from '#features/accounts/index.ts'
import { approve } from '#features/approvals/index.ts'
import {
  askAuthorityChange,
  authorityKind,
  issueCredential,
  listAuthorities,
  OpenBuiltin,
} from '#features/authority/index.ts'
import type { Ctx, Role } from '#src/context.ts'
import { testCtx } from '../../context.ts'
import { withDatabase } from '../../database.ts'
import { keyOf } from '../../lab/der.ts'
import { openssl, withFiles } from '../../lab/openssl.ts'
import { authorityEstate, newCarrier, orderFor, SM2_AUTHORITY } from './estate.ts'

const { db } = await withDatabase()
const files = withFiles()
const estate = authorityEstate(db)
const DAY_MS = 86_400_000
const kinds = [authorityKind] as Parameters<typeof approve>[1]

/** A person of the house whose account was there the day before. */
async function person(username: string, role: Role, personId?: string): Promise<Ctx> {
  const plain = estate.ctx()
  const before = testCtx(db, { now: plain.now - DAY_MS })
  const { id } = await createAccount(before, { name: username, username, roles: [role], ...(personId && { personId }) })
  const assurance = { factors: ['password' as const, 'totp' as const], at: plain.now }
  const actor = await accountActor(before, id, { sessionId: id, address: '127.0.0.1', assurance })
  return { ...plain, actor }
}

const wang = await person('wang', 'system-admin')
const li = await person('li', 'ra-officer')
const wangsOther = await person('wang-2', 'ra-officer', wang.actor.type === 'account' ? wang.actor.personId : undefined)
const named = async (name: string) => (await listAuthorities(estate.ctx())).find((one) => one.name === name)

describe('an authority', () => {
  it('is founded by two persons, and by no second account of one', async () => {
    const input = OpenBuiltin.parse(SM2_AUTHORITY)
    const { id } = await askAuthorityChange(wang, input, '双证')
    expect(await listAuthorities(wang)).toEqual([])
    for (const alone of [wang, wangsOther])
      await expect(approve(alone, kinds, id)).rejects.toMatchObject({
        kind: 'forbidden',
        code: 'approvals.same-person',
      })
    expect((await approve(li, kinds, id)).row.state).toBe('done')
    expect(await named(SM2_AUTHORITY.name)).toMatchObject({ state: 'active', label: 'staff-sm2' })
    await expect(askAuthorityChange(wang, input, '')).rejects.toMatchObject({ code: 'authority.label-taken' })
  })

  it('may be signed by an authority outside: its answer is judged, and taken in by two persons', async () => {
    const input = {
      ...SM2_AUTHORITY,
      label: 'below',
      name: 'below',
      algorithm: 'p256',
      profiles: ['staff-rsa'],
      signedBy: 'outside',
    }
    await approve(li, kinds, (await askAuthorityChange(wang, OpenBuiltin.parse(input), '')).id)
    const row = await named('below')
    expect(row).toMatchObject({ state: 'awaiting-certificate', certificate: null })
    const rootKey = files.path()
    const root = files.path()
    const ec = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '3650']
    await openssl(['req', '-x509', ...ec, '-keyout', rootKey, '-out', root, '-subj', '/C=CN/O=x/CN=outside root'])
    const csr = files.put(writePem('CERTIFICATE REQUEST', row?.request ?? new Uint8Array()))
    expect((await openssl(['req', '-in', csr, '-verify', '-noout'])).text).toContain('verify OK')
    const certified = async (extensions: string) => {
      const out = files.path()
      const config = files.put(extensions)
      await openssl([
        'x509',
        '-req',
        '-in',
        csr,
        '-CA',
        root,
        '-CAkey',
        rootKey,
        '-days',
        '3000',
        '-out',
        out,
        '-extfile',
        config,
      ])
      return files.read(out).toString()
    }
    const good = await certified(
      'basicConstraints=critical,CA:TRUE,pathlen:0\nkeyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=hash\n',
    )
    const leaf = await certified('basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature\n')
    const bring = (...certificates: string[]) =>
      askAuthorityChange({ ...wang, now: Date.now() }, { act: 'take-in', authorityId: row?.id ?? '', certificates }, '')
    const rootText = files.read(root).toString()
    await expect(bring(leaf, rootText)).rejects.toMatchObject({ code: 'authority.answer-no-authority' })
    await expect(bring(good)).rejects.toMatchObject({ code: 'authority.answer-no-root' })
    await expect(bring(rootText)).rejects.toMatchObject({ code: 'authority.answer-other-key' })
    await expect(bring('AAAA')).rejects.toMatchObject({ code: 'authority.answer-unreadable' })
    const broken = Buffer.from(good.replaceAll(/-----.*-----|\s/g, ''), 'base64')
    broken[broken.length - 1] = (broken.at(-1) ?? 0) ^ 1
    await expect(bring(writePem('CERTIFICATE', broken), rootText)).rejects.toMatchObject({
      code: 'authority.answer-path',
    })
    const { id } = await bring(good, rootText)
    await approve({ ...li, now: Date.now() }, kinds, id)
    const below = await named('below')
    expect(below).toMatchObject({ state: 'active' })
    expect(below?.chain.map((der) => writePem('CERTIFICATE', der).trim())).toEqual([rootText.trim()])
    const { request } = await newCarrier('p256')
    const order = orderFor(below?.id ?? '', request, { profileId: 'staff-rsa' })
    const later = estate.ctx({ now: Date.now() + 60_000 })
    const { issuanceId } = await estate.order(order, later)
    const issued = await issueCredential(later, issuanceId)
    if (issued.state !== 'issued') throw new Error(`${issued.code} ${JSON.stringify(issued.params)}`)
    const chain = files.putCertificates(...issued.pair.chain.slice(0, 1))
    const said = await openssl([
      'verify',
      '-attime',
      `${Math.floor(later.now / 1000)}`,
      '-CAfile',
      root,
      '-untrusted',
      chain,
      files.putCertificates(issued.pair.sign),
    ])
    expect(said.text).toContain(': OK')
  })

  it('issues nothing once two persons have closed it', async () => {
    const row = await named(SM2_AUTHORITY.name)
    const order = async () => estate.order(orderFor(row?.id ?? '', (await newCarrier()).request))
    await order()
    const { id } = await askAuthorityChange(li, { act: 'close', authorityId: row?.id ?? '' }, '')
    await approve(wang, kinds, id)
    await expect(order()).rejects.toMatchObject({ kind: 'precondition', code: 'authority.is-closed' })
    expect(keyOf(row?.certificate ?? new Uint8Array()).length).toBeGreaterThan(64)
  })
})
