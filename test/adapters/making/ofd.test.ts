import { unzipSync, zipSync } from 'fflate'
import { afterAll, describe, expect, it } from 'vitest'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { openSigner } from '#adapters/keys/signer.ts'
import { type OfdSealingOrder, sealOfd } from '#adapters/making/ofd.ts'
import { preparerHere } from '#adapters/making/preparer.ts'
import { makeSeal } from '#adapters/making/seal.ts'
import { plainOfd } from '#lab/sample-originals.ts'
import { SEAL_PICTURE } from '#lab/seal-picture.ts'
import { AppError } from '#src/context.ts'
import { certificate, privateKey, REFERENCE } from '../../fixtures/built.ts'
import { opensslWorkshop } from '../../support/openssl.ts'
import { objectionTo } from './ofd-by-hand.ts'
import { stampOf } from './stage.ts'

const workshop = opensslWorkshop()
afterAll(workshop.close)

const DAY = 86_400_000
const PLACE = { page: 1, leftMm: 140, topMm: 215, widthMm: 40, heightMm: 40 }
const original = () => plainOfd('通知', ['自本月起，每日早晚各巡检一次。'], REFERENCE)

async function sealed(changes: Partial<OfdSealingOrder> = {}): Promise<Uint8Array> {
  const seal = await makeSeal({
    id: 'S1',
    name: '测试专用章',
    vendor: 'TEST',
    picture: SEAL_PICTURE,
    sealers: [certificate('sm2', 'seal-signer')],
    validStart: REFERENCE - DAY,
    validEnd: REFERENCE + DAY,
    maker: openSigner(privateKey('sm2', 'seal-maker')),
    makerCertificate: certificate('sm2', 'seal-maker'),
  })
  const use = {
    seal,
    sealer: openSigner(privateKey('sm2', 'seal-signer')),
    certificate: certificate('sm2', 'seal-signer'),
  }
  return sealOfd(
    { file: original(), use, at: REFERENCE, stamp: stampOf('sm2'), placement: PLACE, ...changes },
    preparerHere(nodePrimitives),
  )
}

const objection = (file: Uint8Array, number = 0) => objectionTo(file, number, workshop)

function changed(file: Uint8Array, change: (files: Record<string, Uint8Array>) => void): Uint8Array {
  const files = unzipSync(file)
  change(files)
  return zipSync(files)
}

const flip = (octets: Uint8Array | undefined, at: number) => {
  if (octets) octets[at] = (octets[at] ?? 0) ^ 1
}

describe('an OFD under a seal', () => {
  it('holds to the steps taken by hand, with the files of the original octet by octet', async () => {
    const file = await sealed()
    expect(objection(file)).toBe('')
    const [before, after] = [unzipSync(original()), unzipSync(file)]
    for (const [name, octets] of Object.entries(before)) if (name !== 'OFD.xml') expect(after[name]).toEqual(octets)
  })

  it.each<[string, (files: Record<string, Uint8Array>) => void]>([
    ['digest of Doc_0/Pages/Page_0/Content.xml', (files) => flip(files['Doc_0/Pages/Page_0/Content.xml'], 200)],
    ['digest of OFD.xml', (files) => flip(files['OFD.xml'], 150)],
    [
      'not referenced: Doc_0/Pages/Page_1/Content.xml',
      (files) => {
        files['Doc_0/Pages/Page_1/Content.xml'] = Uint8Array.of(1)
      },
    ],
    ['dataHash', (files) => flip(files['Doc_0/Signs/Sign_0/Signature.xml'], 180)],
    ['digest of Doc_0/Signs/Sign_0/Seal.esl', (files) => flip(files['Doc_0/Signs/Sign_0/Seal.esl'], 700)],
    [
      'sealer signature',
      (files) => {
        const value = files['Doc_0/Signs/Sign_0/SignedValue.dat']
        flip(value, Buffer.from(value ?? []).indexOf('20260601000000Z') + 13)
      },
    ],
  ])('with one thing changed does not hold: %s', async (reason, change) => {
    expect(objection(changed(await sealed(), change))).toBe(reason)
  })

  it('takes a second seal, and both hold', async () => {
    const twice = await sealed({ file: await sealed(), placement: { ...PLACE, leftMm: 20 } })
    expect([objection(twice, 0), objection(twice, 1)]).toEqual(['', ''])
  })
})

describe('an OFD that cannot be sealed is refused by name:', () => {
  const refusal = (error: unknown) => (error instanceof AppError ? `${error.kind} ${error.code}` : String(error))
  const closed = async () =>
    changed(await sealed(), (files) => {
      const path = 'Doc_0/Signs/Sign_0/Signature.xml'
      const xml = new TextDecoder().decode(files[path])
      const reference = '<ofd:Reference FileRef="/Doc_0/Signs/Signatures.xml"><ofd:CheckValue>AA==</ofd:CheckValue>'
      files[path] = new TextEncoder().encode(
        xml.replace('</ofd:References>', `${reference}</ofd:Reference></ofd:References>`),
      )
    })
  it.each<[string, () => Promise<Partial<OfdSealingOrder>>]>([
    ['bad-input signing.ofd-unreadable', async () => ({ file: new TextEncoder().encode('no archive') })],
    [
      'bad-input signing.ofd-unreadable',
      async () => ({ file: changed(original(), (files) => delete files['OFD.xml']) }),
    ],
    ['bad-input signing.page-missing', async () => ({ placement: { ...PLACE, page: 2 } })],
    ['bad-input signing.off-page', async () => ({ placement: { ...PLACE, leftMm: 171 } })],
    ['precondition signing.ofd-closed', async () => ({ file: await closed() })],
  ])('%s', async (code, changes) => {
    await expect(sealed(await changes()).then(() => 'sealed', refusal)).resolves.toBe(code)
  })
})
