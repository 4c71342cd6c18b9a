import { afterAll, describe, expect, it } from 'vitest'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { openSigner } from '#adapters/keys/signer.ts'
import { hash } from '#adapters/pkijs/signed-data.ts'
import { judgeSeal } from '#core/seals/judge.ts'
import type { SignerList } from '#core/seals/structure.ts'
import { makerMessage, type SealContent, writeSeal, writeSealInfo } from '#core/seals/write.ts'
import { SEAL_PICTURE } from '#lab/seal-picture.ts'
import { certificate, privateKey, REFERENCE } from '../../fixtures/built.ts'
import { trustIn } from '../../support/judged.ts'
import { opensslWorkshop } from '../../support/openssl.ts'
import { checkSeal } from '../../support/seal-checker.ts'

const DAY = 86_400_000
const shop = opensslWorkshop()
afterAll(shop.close)

const holder = certificate('sm2', 'seal-signer')
const makerCertificate = certificate('sm2', 'seal-maker')
const maker = openSigner(privateKey('sm2', 'seal-maker'))
const WHOLE: SignerList = { kind: 'certificates', certificates: [holder] }
const DIGESTS: SignerList = { kind: 'digests', digests: [{ algorithm: 'SM3', value: hash('sm3', holder) }] }

const content = (changes: Partial<SealContent> = {}): SealContent => ({
  version: 4,
  id: '31010600000001',
  vendor: 'ZHENGXUN',
  type: 2,
  name: '张伟之印',
  signers: WHOLE,
  created: REFERENCE,
  validFrom: REFERENCE - DAY,
  validUntil: REFERENCE + DAY,
  picture: SEAL_PICTURE,
  ...changes,
})

async function made(changes: Partial<SealContent> = {}, signed = changes.version ?? 4) {
  const written = content(changes)
  const info = writeSealInfo(written)
  const signature = await maker.sign(makerMessage(signed, info, makerCertificate))
  return writeSeal(written.version, info, makerCertificate, signature)
}

const verdict = async (file: Uint8Array) => (await judgeSeal({ file, trust: trustIn('sm2') }, nodePrimitives)).verdict

describe('a written seal', () => {
  it.each<[string, Partial<SealContent>]>([
    ['version 4 with whole certificates', {}],
    ['version 4 with digests', { signers: DIGESTS }],
    ['version 1', { version: 1 }],
    ['of an organisation', { type: 1, name: '上海市某局' }],
  ])('%s is VALID here, and laid out and signed as OpenSSL and the rules of ofdrw want it', async (_, changes) => {
    const file = await made(changes)
    expect(await verdict(file)).toBe('VALID')
    const wanted = content(changes)
    const checked = checkSeal(shop, file)
    expect(checked).toMatchObject({ version: wanted.version, id: wanted.id, name: wanted.name })
    expect(checked.type).toBe(`0${wanted.type}`)
    expect(checked.picture).toMatchObject({ type: 'PNG', size: '40×40' })
    expect(Buffer.from(checked.picture.data).equals(SEAL_PICTURE.data)).toBe(true)
    const listed = wanted.signers.kind === 'digests' ? hash('sm3', holder) : holder
    expect(checked.holders.map((one) => Buffer.from(one))).toEqual([Buffer.from(listed)])
  })

  it('is refused by both when one octet of it is another: name, picture, holder, signature', async () => {
    const file = await made()
    const places = [
      Buffer.from(file).indexOf('张伟'),
      Buffer.from(file).indexOf(Buffer.from(SEAL_PICTURE.data)) + 600,
      Buffer.from(file).indexOf(Buffer.from(holder)) + holder.length - 3,
      file.length - 3,
    ]
    for (const at of places) {
      const changed = Uint8Array.from(file)
      changed[at] = (changed[at] ?? 0) ^ 1
      expect(await verdict(changed)).toBe('INVALID')
      expect(() => checkSeal(shop, changed)).toThrow()
    }
  })

  it('whose maker signed as the other version does is refused by both', async () => {
    for (const [version, signed] of [
      [4, 1],
      [1, 4],
    ] as const) {
      const file = await made({ version }, signed)
      expect(await verdict(file)).toBe('INVALID')
      expect(() => checkSeal(shop, file)).toThrow(/signature/)
    }
  })

  it.each<[string, Partial<SealContent>]>([
    ['a number that is not ASCII', { id: '章１' }],
    ['digests in version 1', { version: 1, signers: DIGESTS }],
    ['a time after 2049 in version 1', { version: 1, validUntil: Date.UTC(2050, 0, 1) }],
  ])('%s is not written at all', (_, changes) => {
    expect(() => writeSealInfo(content(changes))).toThrow(RangeError)
  })
})
