// Samples that are signed and sealed as the service does it: a PDF with timestamp and its changed twin, a PDF and an OFD under the seal,
// an OFD changed afterwards, and a document of the counter: a person's hand, a certificate of this one event, a timestamp.

import { unzipSync, zipSync } from 'fflate'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { openSigner } from '#adapters/keys/signer.ts'
import { sealOfd } from '#adapters/making/ofd.ts'
import { sealPdf, signPdf } from '#adapters/making/pdf.ts'
import { PdfRevision } from '#adapters/making/pdf-revision.ts'
import { dictionary, entriesOf } from '#adapters/making/pdf-syntax.ts'
import { preparerHere } from '#adapters/making/preparer.ts'
import type { Stamp } from '#adapters/making/stamp.ts'
import { openPdf } from '#core/documents/pdf/document.ts'
import { outlineOf } from '#core/documents/pdf/outline.ts'
import type { Instant } from '#core/verdict.ts'
import type { UserCanary } from './canaries.ts'
import { KEY_OF_FAMILY } from './family.ts'
import { type Hierarchy, type KeySource, labName } from './hierarchy.ts'
import { plainOfd, plainPdf } from './sample-originals.ts'
import { SEAL_PICTURE } from './seal-picture.ts'
import type { SealCabinet } from './sealing.ts'

export interface SignatureDesk {
  rsa: Hierarchy
  sm2: Hierarchy
  canary: UserCanary
  cabinet: SealCabinet
  stamp: Stamp
  keys: KeySource
  /** DER of fresh lists, root and issuing, of the RSA family. */
  crls: readonly Uint8Array[]
  now: Instant
}

interface Sample {
  name: string
  bytes: Uint8Array
}

/** Our own originals, made a moment ago. */
const HERE = preparerHere(nodePrimitives)
const TITLE = '通知（样例）'
const LINES = ['自本月起，每日早晚各巡检一次，结果当班通报。', 'Two inspections a day, reported in the shift.']
/** Where a seal belongs: over the date, bottom right. */
const STAMP_PLACE = { page: 1, leftMm: 140, topMm: 215, widthMm: SEAL_PICTURE.widthMm, heightMm: SEAL_PICTURE.heightMm }
const HOUR_MS = 3_600_000

export async function signedDocuments(desk: SignatureDesk): Promise<Sample[]> {
  const { cabinet, stamp, now } = desk
  const pdf = await plainPdf(TITLE, LINES, now)
  const signed = await signNotice(desk, pdf)
  const seal = {
    use: { seal: cabinet.seal, sealer: cabinet.sealer, certificate: cabinet.sealerCertificate },
    stamp,
    at: now,
  }
  const ofd = await sealOfd({ ...seal, file: plainOfd(TITLE, LINES, now), placement: STAMP_PLACE }, HERE)
  const sealedPdf = await sealPdf(
    { ...seal, file: pdf, placement: STAMP_PLACE, picture: SEAL_PICTURE.data, signer: '证巡实验室' },
    HERE,
  )
  return [
    { name: 'notice-signed.pdf', bytes: signed },
    { name: 'notice-changed-after-signing.pdf', bytes: blanked(signed) },
    { name: 'notice-sealed.pdf', bytes: sealedPdf },
    { name: 'notice-sealed.ofd', bytes: ofd },
    { name: 'notice-sealed-tampered.ofd', bytes: tamperedOfd(ofd) },
    { name: 'counter-service.pdf', bytes: await signAtCounter(desk) },
  ]
}

async function signNotice({ rsa, canary, stamp, crls, now }: SignatureDesk, file: Uint8Array): Promise<Uint8Array> {
  const date = new Date(now).toISOString().slice(0, 16).replace('T', ' ')
  return signPdf(
    {
      file,
      at: now,
      signer: 'CANARY-good',
      reason: '样例签发',
      identity: { signer: canary.signer, certificate: canary.certificates.good, chain: [rsa.issuing, rsa.root] },
      stamp,
      crls,
      shown: {
        placement: { page: 1, leftMm: 120, topMm: 240, widthMm: 70, heightMm: 22 },
        drawing: { lines: ['电子签名', '证巡实验室 CANARY-good', `${date} UTC`] },
      },
    },
    HERE,
  )
}

/** What the counter does with a hand-written signature: a certificate for this one event, issued now and ending soon, and a timestamp. */
async function signAtCounter({ rsa, keys, stamp, crls, now }: SignatureDesk): Promise<Uint8Array> {
  const signer = openSigner(keys('rsa/user-sign', KEY_OF_FAMILY.rsa))
  const certificate = await rsa.issue({
    label: `event ${now}`,
    subject: labName('张三（样例）', '事件证书 EVENT'),
    publicKey: signer.spki,
    validity: { notBefore: now - 60_000, notAfter: now + HOUR_MS },
    usages: ['digitalSignature', 'nonRepudiation'],
  })
  const lines = ['姓名：张三（样例）', '事项：社会保险登记', '本人确认以上内容属实，并在柜台手写签名。']
  const file = await plainPdf('办事确认单（样例）', lines, now)
  return signPdf(
    {
      file,
      at: now,
      signer: '张三（样例）',
      reason: '柜台手写签名',
      location: '上海',
      identity: { signer, certificate, chain: [rsa.issuing, rsa.root] },
      stamp,
      crls,
      certification: 2,
      shown: {
        placement: { page: 1, leftMm: 130, topMm: 200, widthMm: 50, heightMm: 18 },
        drawing: { lines: ['张三', '（手写签名样例）'] },
      },
    },
    HERE,
  )
}

/** A later revision that takes the content off the page: every signed octet is still there. */
function blanked(signed: Uint8Array): Uint8Array {
  const { inflate, ciphers } = nodePrimitives
  const document = openPdf(signed, { inflate, ciphers })
  if (!document.ok) throw new Error(`our own PDF does not open: ${document.error.code}`)
  const revision = new PdfRevision(document.value)
  const [page] = outlineOf(document.value).pages
  const number = page?.number ?? 0
  const own = document.value.dictionary({ type: 'reference', number, generation: 0 })
  if (!own) throw new Error('our own PDF has no page')
  const content = revision.addStream({}, new TextEncoder().encode('0.8 g 60 600 400 120 re f'))
  revision.put(number, dictionary({ ...entriesOf(own), Contents: content }))
  return revision.write().bytes
}

/** Another number of inspections on the page, in the same package. */
function tamperedOfd(good: Uint8Array): Uint8Array {
  const files = unzipSync(good)
  const path = 'Doc_0/Pages/Page_0/Content.xml'
  const page = new TextDecoder().decode(files[path]).replace('每日早晚各巡检一次', '每周早晚各巡检一次')
  return zipSync({ ...files, [path]: new TextEncoder().encode(page) })
}
