// Sealed OFD packages by hand: its own DER, ZIP and SM2 signing, so that nothing here is shared with what judges them.

import { createHash, createPrivateKey, createSign } from 'node:crypto'
import { deflateRawSync } from 'node:zlib'
import { certificate, privateKey, REFERENCE } from '../fixtures/built.ts'

const DAY = 86_400_000

type Part = Buffer | Uint8Array | string

function tlv(tag: number, ...parts: Part[]): Buffer {
  const body = Buffer.concat(parts.map((one) => (typeof one === 'string' ? Buffer.from(one) : Buffer.from(one))))
  const octets: number[] = []
  for (let rest = body.length; rest > 0; rest >>= 8) octets.unshift(rest & 0xff)
  const length = body.length < 128 ? [body.length] : [0x80 | octets.length, ...octets]
  return Buffer.concat([Buffer.from([tag, ...length]), body])
}

const sequence = (...parts: Part[]) => tlv(0x30, ...parts)
const integer = (value: number) => tlv(0x02, Buffer.from(value < 128 ? [value] : [value >> 8, value & 0xff]))
const octets = (value: Part) => tlv(0x04, value)
const bits = (value: Part) => tlv(0x03, Buffer.from([0]), value)
const ia5 = (value: string) => tlv(0x16, value)

function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  const coded = [first * 40 + second, ...rest].flatMap((one) => {
    const groups = [one & 0x7f]
    for (let left = one >>> 7; left > 0; left >>>= 7) groups.unshift((left & 0x7f) | 0x80)
    return groups
  })
  return tlv(0x06, Buffer.from(coded))
}

const stamp = (at: number) => `${new Date(at).toISOString().replace(/[-:T]/g, '').slice(0, 14)}Z`
const generalized = (at: number) => tlv(0x18, stamp(at))
const utc = (at: number) => tlv(0x17, stamp(at).slice(2))

const SM2_SM3 = '1.2.156.10197.1.501'
const SM3 = '1.2.156.10197.1.401'

export function sm3(data: Part): Buffer {
  return createHash('sm3').update(data).digest()
}

/** SM2 with ZA of the default identity (GB/T 32918.2 §5.5): curve, generator and key before the message. */
export function sm2Sign(label: string, message: Part): Buffer {
  const key = createPrivateKey({ key: Buffer.from(privateKey('sm2', label)), format: 'der', type: 'pkcs8' })
  const point = Buffer.from(certificate('sm2', label)).toString('hex')
  const at = point.indexOf('03420004') + 8
  const curve =
    'fffffffeffffffffffffffffffffffffffffffff00000000fffffffffffffffc28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e9332c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7bc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0'
  const za = sm3(
    Buffer.concat([
      Buffer.from('0080', 'hex'),
      Buffer.from('1234567812345678'),
      Buffer.from(curve + point.slice(at, at + 128), 'hex'),
    ]),
  )
  return createSign('sm3').update(za).update(message).sign(key)
}

export interface SealPlan {
  version: 1 | 4 | 5
  name: string
  from: number
  until: number
  /** Whose certificates may use it, by label; or their digests. */
  signers: readonly string[]
  byDigest: boolean
  maker: string
  /** Key that really signs the seal. */
  makerKey: string
  picture: { type: string; data: Part; width: number; height: number }
  headerVersion?: number
}

const PNG = Buffer.from(
  '89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360f8cfc0f01f00050001ff5ad9c4b40000000049454e44ae426082',
  'hex',
)

export const SEAL: SealPlan = {
  version: 4,
  name: '测试专用章',
  from: REFERENCE - 10 * DAY,
  until: REFERENCE + 10 * DAY,
  signers: ['seal-signer'],
  byDigest: false,
  maker: 'seal-maker',
  makerKey: 'seal-maker',
  picture: { type: 'PNG', data: PNG, width: 40, height: 40 },
}

export function makeSeal(plan: SealPlan): Buffer {
  const { version, picture } = plan
  const time = version === 1 ? utc : generalized
  const certificates = plan.signers.map((label) => certificate('sm2', label))
  const list = plan.byDigest
    ? sequence(...certificates.map((one) => sequence(tlv(0x13, SM3), octets(sm3(one)))))
    : sequence(...certificates.map(octets))
  const info = sequence(
    sequence(ia5('ES'), integer(plan.headerVersion ?? version), ia5('TEST')),
    ia5('ES-1'),
    sequence(
      integer(1),
      tlv(0x0c, plan.name),
      ...(version === 1 ? [] : [integer(plan.byDigest ? 2 : 1)]),
      list,
      time(plan.from),
      time(plan.from),
      time(plan.until),
    ),
    sequence(ia5(picture.type), octets(picture.data), integer(picture.width), integer(picture.height)),
  )
  const maker = [octets(certificate('sm2', plan.maker)), oid(SM2_SM3)]
  if (version === 1) {
    return sequence(info, sequence(...maker, bits(sm2Sign(plan.makerKey, sequence(info, ...maker)))))
  }
  return sequence(info, ...maker, bits(sm2Sign(plan.makerKey, info)))
}

export interface SignaturePlan {
  type?: 'Seal' | 'Sign' | undefined
  kind: 'seal' | 'cms' | 'cms-digest' | 'raw'
  seal: Partial<SealPlan>
  /** Instead of the seal that the plan makes, in the file only. */
  sealFile?: Part
  withSealFile: boolean
  signer: string
  signerKey: string
  at: number
  /** Of what is hashed: of Signature.xml. */
  dataHash?: Buffer
  propertyInfo?: string
  checkMethod: string
  digest: string
  /** Files left out of the references. */
  omits: readonly string[]
  /** Put into the references besides. */
  adds: string
  page: string
  boundary: string
  written?: string
  /** In Signature.xml, changed before it is signed. */
  rewrite?: (xml: string) => string
  /** What hangs on the signature value. */
  timestamp?: (signature: Buffer) => Promise<Uint8Array>
  /** Names in the list. */
  listAs?: string
}

const SIGNATURE: SignaturePlan = {
  type: 'Seal',
  kind: 'seal',
  seal: {},
  withSealFile: true,
  signer: 'seal-signer',
  signerKey: 'seal-signer',
  at: REFERENCE - DAY,
  checkMethod: 'SM3',
  digest: 'sm3',
  omits: [],
  adds: '',
  page: '1',
  boundary: '120 200 40 40',
}

const XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
const NS = 'xmlns:ofd="http://www.ofdspec.org/2016"'

/** One page with a template, an image, an annotation, an attachment and tags. */
export function documentFiles(): Map<string, Buffer> {
  const files: Record<string, string | Buffer> = {
    'OFD.xml': `<ofd:OFD ${NS} Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo><ofd:DocID>1</ofd:DocID></ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot><ofd:Signatures>/Doc_0/Signs/Signatures.xml</ofd:Signatures></ofd:DocBody></ofd:OFD>`,
    'Doc_0/Document.xml': `<ofd:Document ${NS}><ofd:CommonData><ofd:MaxUnitID>10</ofd:MaxUnitID><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea><ofd:PublicRes>PublicRes.xml</ofd:PublicRes><ofd:TemplatePage ID="9" BaseLoc="Tpls/Tpl_0/Content.xml"/></ofd:CommonData><ofd:Pages><ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/></ofd:Pages><ofd:Annotations>Annots/Annotations.xml</ofd:Annotations><ofd:Attachments>Attachs/Attachments.xml</ofd:Attachments><ofd:CustomTags>Tags/CustomTags.xml</ofd:CustomTags></ofd:Document>`,
    'Doc_0/PublicRes.xml': `<ofd:Res ${NS} BaseLoc="Res"><ofd:Fonts><ofd:Font ID="3" FontName="SimSun"><ofd:FontFile>f.ttf</ofd:FontFile></ofd:Font></ofd:Fonts><ofd:MultiMedias><ofd:MultiMedia ID="4" Type="Image"><ofd:MediaFile>image.png</ofd:MediaFile></ofd:MultiMedia></ofd:MultiMedias></ofd:Res>`,
    'Doc_0/Res/image.png': Buffer.concat([PNG, Buffer.from('not the seal')]),
    'Doc_0/Res/f.ttf': Buffer.from('font'),
    'Doc_0/Tpls/Tpl_0/Content.xml': `<ofd:Page ${NS}><ofd:Content/></ofd:Page>`,
    'Doc_0/Pages/Page_0/Content.xml': `<ofd:Page ${NS}><ofd:Template TemplateID="9"/><ofd:Content><ofd:Layer ID="2"><ofd:TextObject ID="5" Boundary="20 20 100 10" Font="3" Size="5"><ofd:TextCode X="0" Y="5">金额：100元</ofd:TextCode></ofd:TextObject></ofd:Layer></ofd:Content></ofd:Page>`,
    'Doc_0/Annots/Annotations.xml': `<ofd:Annotations ${NS}><ofd:Page PageID="1"><ofd:FileLoc>Page_0/Annotation.xml</ofd:FileLoc></ofd:Page></ofd:Annotations>`,
    'Doc_0/Annots/Page_0/Annotation.xml': `<ofd:PageAnnot ${NS}/>`,
    'Doc_0/Attachs/Attachments.xml': `<ofd:Attachments ${NS}><ofd:Attachment ID="7" Name="a"><ofd:FileLoc>a.bin</ofd:FileLoc></ofd:Attachment></ofd:Attachments>`,
    'Doc_0/Attachs/a.bin': Buffer.from('attachment'),
    'Doc_0/Tags/CustomTags.xml': `<ofd:CustomTags ${NS}><ofd:CustomTag TypeID="t"><ofd:FileLoc>Tag.xml</ofd:FileLoc></ofd:CustomTag></ofd:CustomTags>`,
    'Doc_0/Tags/Tag.xml': `<t/>`,
  }
  return new Map(
    Object.entries(files).map(([name, data]) => [name, typeof data === 'string' ? Buffer.from(`${XML}${data}`) : data]),
  )
}

const LIST = 'Doc_0/Signs/Signatures.xml'

/** Adds one signature more to a package. */
export async function signInto(files: Map<string, Buffer>, changes: Partial<SignaturePlan> = {}): Promise<void> {
  const plan = { ...SIGNATURE, ...changes }
  const before = files.get(LIST)?.toString() ?? `${XML}<ofd:Signatures ${NS}></ofd:Signatures>`
  const number = before.split('<ofd:Signature ').length - 1
  const home = `Doc_0/Signs/Sign_${number}`
  const type = plan.type === undefined ? '' : ` Type="${plan.type}"`
  const entry = `<ofd:Signature ID="s${number}"${type} BaseLoc="${plan.listAs ?? `/${home}/Signature.xml`}"/>`
  files.set(LIST, Buffer.from(before.replace('</ofd:Signatures>', `${entry}</ofd:Signatures>`)))
  const seal = makeSeal({ ...SEAL, ...plan.seal })
  const shows = plan.kind === 'seal' && plan.withSealFile
  if (shows) files.set(`${home}/Seal.esl`, plan.sealFile === undefined ? seal : Buffer.from(plan.sealFile))
  const references = [...files]
    .filter(([name]) => name !== LIST && !plan.omits.includes(name))
    .map(
      ([name, data]) =>
        `<ofd:Reference FileRef="/${name}"><ofd:CheckValue>${createHash(plan.digest).update(data).digest('base64')}</ofd:CheckValue></ofd:Reference>`,
    )
  const sealXml = shows ? `<ofd:Seal><ofd:BaseLoc>/${home}/Seal.esl</ofd:BaseLoc></ofd:Seal>` : ''
  const stampXml =
    plan.kind === 'seal' ? `<ofd:StampAnnot ID="a${number}" PageRef="${plan.page}" Boundary="${plan.boundary}"/>` : ''
  const xml = `${XML}<ofd:Signature ${NS}><ofd:SignedInfo><ofd:Provider ProviderName="t"/><ofd:SignatureMethod>${SM2_SM3}</ofd:SignatureMethod><ofd:SignatureDateTime>${plan.written ?? stamp(plan.at)}</ofd:SignatureDateTime><ofd:References CheckMethod="${plan.checkMethod}">${references.join('')}${plan.adds}</ofd:References>${stampXml}${sealXml}</ofd:SignedInfo><ofd:SignedValue>/${home}/SignedValue.dat</ofd:SignedValue></ofd:Signature>`
  const signed = Buffer.from(plan.rewrite ? plan.rewrite(xml) : xml)
  files.set(`${home}/Signature.xml`, signed)
  files.set(`${home}/SignedValue.dat`, await signatureValue(plan, signed, seal, `/${home}/Signature.xml`))
}

async function signatureValue(plan: SignaturePlan, signed: Buffer, seal: Buffer, path: string): Promise<Buffer> {
  if (plan.kind === 'raw') return sm2Sign(plan.signerKey, signed)
  if (plan.kind !== 'seal') return gmMessage(plan.signer, plan.kind === 'cms' ? signed : sm3(signed))
  const { version } = { ...SEAL, ...plan.seal }
  const hash = bits(plan.dataHash ?? sm3(signed))
  const property = ia5(plan.propertyInfo ?? path)
  const signer = [octets(certificate('sm2', plan.signer)), oid(SM2_SM3)]
  if (version === 1) {
    const toSign = sequence(integer(1), seal, bits(utc(plan.at)), hash, property, ...signer)
    return sequence(toSign, bits(sm2Sign(plan.signerKey, toSign)))
  }
  const toSign = sequence(integer(version), seal, generalized(plan.at), hash, property)
  const signature = sm2Sign(plan.signerKey, toSign)
  const token = plan.timestamp && (await plan.timestamp(signature))
  return sequence(toSign, ...signer, bits(signature), ...(token ? [tlv(0xa0, bits(token))] : []))
}

/** GB/T 35275 SignedData with its content inside and no attributes. */
export function gmMessage(label: string, content: Buffer): Buffer {
  const der = Buffer.from(certificate('sm2', label))
  const { issuer, serial } = namesOf(der)
  const algorithm = (name: string) => sequence(oid(name))
  const inner = sequence(oid('1.2.156.10197.6.1.4.2.1'), tlv(0xa0, octets(content)))
  const signer = sequence(
    integer(1),
    sequence(issuer, serial),
    algorithm(SM3),
    algorithm('1.2.156.10197.1.301.1'),
    octets(sm2Sign(label, content)),
  )
  const data = sequence(integer(1), tlv(0x31, algorithm(SM3)), inner, tlv(0xa0, der), tlv(0x31, signer))
  return sequence(oid('1.2.156.10197.6.1.4.2.2'), tlv(0xa0, data))
}

/** Issuer and serial number of a certificate, as they stand in it. */
function namesOf(der: Buffer): { issuer: Buffer; serial: Buffer } {
  const element = (at: number) => {
    const first = der[at + 1] ?? 0
    const count = first < 128 ? 0 : first & 0x7f
    const length = count === 0 ? first : der.readUIntBE(at + 2, count)
    const start = at + 2 + count
    return { start, end: start + length }
  }
  const toSign = element(element(0).start)
  const parts: Buffer[] = []
  for (let at = toSign.start; parts.length < 4; at = element(at).end) parts.push(der.subarray(at, element(at).end))
  return { serial: parts[1] ?? Buffer.alloc(0), issuer: parts[3] ?? Buffer.alloc(0) }
}

/** CRC-32, bit by bit (PKWARE APPNOTE, by its polynomial). */
function checksum(data: Buffer): number {
  let value = 0xffffffff
  for (const byte of data) {
    value ^= byte
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1
  }
  return (value ^ 0xffffffff) >>> 0
}

export type Entry = readonly [name: string, data: Buffer]

export interface ZipOptions {
  isStored?: boolean
  comment?: string
  /** Before entry number n of the archive. */
  between?: Buffer
  /** What the local header of an entry says instead. */
  localName?: Readonly<Record<string, string>>
  mode?: Readonly<Record<string, number>>
  /** An extra field of an entry in the directory. */
  extra?: Readonly<Record<string, Buffer>>
}

/** A ZIP archive with exactly these entries, in this order, doubled where they are doubled. */
export function zip(entries: Iterable<Entry>, options: ZipOptions = {}): Uint8Array {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  let count = 0
  for (const [name, data] of entries) {
    if (count === 1 && options.between) {
      parts.push(options.between)
      offset += options.between.length
    }
    const packed = options.isStored ? data : deflateRawSync(data)
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt16LE(0x800, 2)
    common.writeUInt16LE(options.isStored ? 0 : 8, 4)
    common.writeUInt32LE(checksum(data), 10)
    common.writeUInt32LE(packed.length, 14)
    common.writeUInt32LE(data.length, 18)
    const header = (said: string) => {
      const bytes = Buffer.from(said)
      const own = Buffer.from(common)
      own.writeUInt16LE(bytes.length, 22)
      return { own, bytes }
    }
    const local = header(options.localName?.[name] ?? name)
    const listed = header(name)
    const place = Buffer.alloc(14)
    place.writeUInt32LE(((options.mode?.[name] ?? 0) << 16) >>> 0, 6)
    place.writeUInt32LE(offset, 10)
    const extra = options.extra?.[name] ?? Buffer.alloc(0)
    listed.own.writeUInt16LE(extra.length, 24)
    directory.push(Buffer.from([0x50, 0x4b, 1, 2, 20, 3]), listed.own, place, listed.bytes, extra)
    const record = Buffer.concat([Buffer.from([0x50, 0x4b, 3, 4]), local.own, local.bytes, packed])
    parts.push(record)
    offset += record.length
    count++
  }
  const list = Buffer.concat(directory)
  const comment = Buffer.from(options.comment ?? '')
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(count, 8)
  end.writeUInt16LE(count, 10)
  end.writeUInt32LE(list.length, 12)
  end.writeUInt32LE(offset, 16)
  end.writeUInt16LE(comment.length, 20)
  return new Uint8Array(Buffer.concat([...parts, list, end, comment]))
}

/** A sealed package, changed after sealing where asked. */
export async function sealedOfd(
  changes: Partial<SignaturePlan> = {},
  after: (files: Map<string, Buffer>) => unknown = () => undefined,
  options: ZipOptions = {},
): Promise<Uint8Array> {
  const files = documentFiles()
  await signInto(files, changes)
  await after(files)
  return zip(files, options)
}
