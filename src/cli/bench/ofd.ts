// A sealed OFD of some megabytes, judged whole, against merely inflating and SM3-hashing the same entries in this process.

import { createHash, randomBytes } from 'node:crypto'
import { inflateRawSync } from 'node:zlib'
import { zipSync } from 'fflate'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { sealOfd } from '#adapters/making/ofd.ts'
import { preparerHere } from '#adapters/making/preparer.ts'
import { makeSeal } from '#adapters/making/seal.ts'
import { judgeOfd } from '#core/documents/ofd/judge.ts'
import { parseCertificate } from '#core/x509/parse.ts'
import { type Estate, raiseEstate } from './estate.ts'
import { compare, cpuMsSince, type Measurement } from './measurement.ts'

const AGAINST = 'inflateRawSync and SM3 of every entry, in this process'
const PAGES = 40
const LINES = 400
const IMAGE_BYTES = 200_000
const IMAGES = 5
const YARDSTICK_CPU_MS = 1_000

export async function benchOfd(): Promise<Measurement> {
  const estate = await raiseEstate('sm2')
  const file = await sealedOfd(estate)
  return compare(
    'ofd',
    AGAINST,
    () => judge(estate, file),
    () => hashedPerSecond(file),
  )
}

async function judge(estate: Estate, file: Uint8Array): Promise<void> {
  const anchor = parseCertificate(estate.root)
  const issuer = parseCertificate(estate.issuer)
  if (!anchor.ok || !issuer.ok) throw new Error('bench: the estate cannot be read')
  const material = { anchors: [anchor.value], intermediates: [issuer.value], crls: [], ocsps: [] }
  const trust = { ...material, at: estate.now, requireRevocation: false }
  const report = await judgeOfd({ file, trust }, nodePrimitives)
  if (report.verdict !== 'VALID') throw new Error(`bench: a good OFD is ${report.verdict}`)
}

/** Whole files a CPU-second. */
function hashedPerSecond(file: Uint8Array): number {
  const start = process.cpuUsage()
  let done = 0
  let spentMs = 0
  while (spentMs < YARDSTICK_CPU_MS) {
    hashEntries(Buffer.from(file.buffer, file.byteOffset, file.byteLength))
    done++
    spentMs = cpuMsSince(start)
  }
  return (done * 1_000) / spentMs
}

/** By the directory, as any reader finds them. */
function hashEntries(file: Buffer): void {
  const end = file.lastIndexOf('PK\u0005\u0006', undefined, 'latin1')
  let at = file.readUInt32LE(end + 16)
  for (let left = file.readUInt16LE(end + 10); left > 0; left--) {
    const packed = file.readUInt32LE(at + 20)
    const local = file.readUInt32LE(at + 42)
    const from = local + 30 + file.readUInt16LE(local + 26) + file.readUInt16LE(local + 28)
    const data = file.subarray(from, from + packed)
    const content = file.readUInt16LE(at + 10) === 8 ? inflateRawSync(data) : data
    createHash('sm3').update(content).digest()
    at += 46 + file.readUInt16LE(at + 28) + file.readUInt16LE(at + 30) + file.readUInt16LE(at + 32)
  }
}

const NAMESPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'

async function sealedOfd(estate: Estate): Promise<Uint8Array> {
  const hour = 3_600_000
  const seal = await makeSeal({
    id: 'BENCH',
    name: 'Bench',
    vendor: 'BENCH',
    picture: { type: 'PNG', data: PIXEL, widthMm: 40, heightMm: 40 },
    sealers: [estate.leaf],
    validStart: estate.now - hour,
    validEnd: estate.now + hour,
    maker: estate.signer,
    makerCertificate: estate.leaf,
  })
  return sealOfd(
    {
      file: zipSync(documentFiles()),
      use: { seal, sealer: estate.signer, certificate: estate.leaf },
      at: estate.now - 1_000,
      placement: { page: 1, leftMm: 100, topMm: 100, widthMm: 40, heightMm: 40 },
    },
    preparerHere(nodePrimitives),
  )
}

const PIXEL = new Uint8Array(
  Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNg+M/A8B8ABQAB/1rZxLQAAAAASUVORK5CYII=',
    'base64',
  ),
)

function documentFiles(): Record<string, Uint8Array> {
  const xml = (text: string) => new TextEncoder().encode(`<?xml version="1.0" encoding="UTF-8"?>\n${text}`)
  const numbers = Array.from({ length: PAGES }, (_, index) => index)
  const pages = numbers.map((one) => `<ofd:Page ID="${one + 10}" BaseLoc="Pages/Page_${one}/Content.xml"/>`)
  const images = Array.from({ length: IMAGES }, (_, one) => one)
  const media = images.map(
    (one) =>
      `<ofd:MultiMedia ID="${one + 1000}" Type="Image"><ofd:MediaFile>i${one}.png</ofd:MediaFile></ofd:MultiMedia>`,
  )
  return {
    'OFD.xml': xml(
      `<ofd:OFD ${NAMESPACE} Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo><ofd:DocID>1</ofd:DocID></ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>`,
    ),
    'Doc_0/Document.xml': xml(
      `<ofd:Document ${NAMESPACE}><ofd:CommonData><ofd:MaxUnitID>9999</ofd:MaxUnitID><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea><ofd:PublicRes>PublicRes.xml</ofd:PublicRes></ofd:CommonData><ofd:Pages>${pages.join('')}</ofd:Pages></ofd:Document>`,
    ),
    'Doc_0/PublicRes.xml': xml(
      `<ofd:Res ${NAMESPACE} BaseLoc="Res"><ofd:MultiMedias>${media.join('')}</ofd:MultiMedias></ofd:Res>`,
    ),
    ...Object.fromEntries(images.map((one) => [`Doc_0/Res/i${one}.png`, new Uint8Array(randomBytes(IMAGE_BYTES))])),
    ...Object.fromEntries(numbers.map((one) => [`Doc_0/Pages/Page_${one}/Content.xml`, xml(pageText(one))])),
  }
}

function pageText(page: number): string {
  const lines = Array.from({ length: LINES }, (_, line) => {
    const text = randomBytes(30).toString('base64')
    return `<ofd:TextObject ID="${page * LINES + line + 2000}" Boundary="20 ${line % 290} 170 5" Font="3" Size="4"><ofd:TextCode X="0" Y="4" DeltaX="g 30 4">${text}</ofd:TextCode></ofd:TextObject>`
  })
  return `<ofd:Page ${NAMESPACE}><ofd:Content><ofd:Layer ID="${page + 100}">${lines.join('')}</ofd:Layer></ofd:Content></ofd:Page>`
}
