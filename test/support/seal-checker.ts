// An independent reader of seals: the layout as `openssl asn1parse` lists it, held against the rules of ofdrw's own classes (ses/v1, ses/v4),
// and the maker's signature by `openssl dgst`. It shares nothing with what writes or judges seals.

import { createHash, X509Certificate } from 'node:crypto'
import { type opensslWorkshop, SM2_ID } from './openssl.ts'

type Workshop = ReturnType<typeof opensslWorkshop>

interface Node {
  tag: string
  /** Value of a primitive as OpenSSL prints it. */
  text: string
  start: number
  header: number
  end: number
  children: Node[]
}

function treeOf(shop: Workshop, der: Uint8Array): Node {
  const { status, text } = shop.run('asn1parse', '-inform', 'DER', '-in', shop.put(der))
  if (status !== 0) throw new Error(text)
  const root: Node = { tag: 'ROOT', text: '', start: 0, header: 0, end: der.length, children: [] }
  const path: Node[] = [root]
  for (const line of text.split('\n')) {
    const found =
      /^\s*(\d+):d=\s*(\d+)\s+hl=\s*(\d+)\s+l=\s*(\d+)\s+(?:prim|cons):\s*([^:[]+?(?:\[ \d+ \])?)\s*(?:\[HEX DUMP\])?(?::(.*))?$/.exec(
        line,
      )
    if (!found) continue
    const [start, depth, header, length] = found.slice(1, 5).map(Number) as [number, number, number, number]
    const node = {
      tag: found[5] ?? '',
      text: found[6] ?? '',
      start,
      header,
      end: start + header + length,
      children: [],
    }
    path[depth]?.children.push(node)
    path[depth + 1] = node
  }
  const [top] = root.children
  if (!top || top.end !== der.length || root.children.length !== 1) throw new Error('not one DER object')
  return top
}

const whole = (der: Uint8Array, { start, end }: Node) => der.slice(start, end)
const inside = (der: Uint8Array, { start, header, end }: Node) => der.slice(start + header, end)
/** A BIT STRING without unused bits. */
const bits = (der: Uint8Array, node: Node) => {
  const [unused, ...octets] = inside(der, node)
  if (unused !== 0) throw new Error('unused bits')
  return Uint8Array.from(octets)
}

function demand(node: Node | undefined, ...tags: string[]): Node[] {
  const found = node?.children.map(({ tag }) => tag) ?? []
  if (!node || found.join() !== tags.join())
    throw new Error(`layout: ${tags.join(' ')} expected, ${found.join(' ')} found`)
  return node.children
}

export interface CheckedSeal {
  version: 1 | 4
  id: string
  name: string
  type: string
  /** What the list of holders has: whole certificates, or SM3 digests. */
  holders: Uint8Array[]
  picture: { type: string; data: Uint8Array; size: string }
  maker: Uint8Array
}

/** @throws Error naming what is not as ofdrw wants it, or that OpenSSL refuses the signature */
export function checkSeal(shop: Workshop, der: Uint8Array): CheckedSeal {
  const top = treeOf(shop, der)
  const version = top.children.length === 2 ? 1 : 4
  const maker = version === 1 ? top.children[1] : undefined
  const [info, certificate, algorithm, signature] =
    version === 4
      ? demand(top, 'SEQUENCE', 'OCTET STRING', 'OBJECT', 'BIT STRING')
      : [demand(top, 'SEQUENCE', 'SEQUENCE')[0], ...demand(maker, 'OCTET STRING', 'OBJECT', 'BIT STRING')]
  if (!info || !certificate || !algorithm || !signature) throw new Error('layout')
  if (!/SM2-with-SM3|1\.2\.156\.10197\.1\.501/.test(algorithm.text)) throw new Error(`algorithm ${algorithm.text}`)
  const message =
    version === 4 ? whole(der, info) : wrapped(whole(der, info), der.slice(certificate.start, algorithm.end))
  const makerDer = inside(der, certificate)
  demandSigned(shop, makerDer, message, bits(der, signature))
  return { version, ...checkInfo(der, info, version), maker: makerDer }
}

/** A SEQUENCE by hand, for the message of version 1. */
function wrapped(...parts: Uint8Array[]): Uint8Array {
  const body = Buffer.concat(parts)
  const size = [body.length >>> 24, body.length >>> 16, body.length >>> 8, body.length].map((one) => one & 255)
  const octets = size.slice(size.findIndex((one) => one > 0))
  const head = body.length < 128 ? [0x30, body.length] : [0x30, 0x80 | octets.length, ...octets]
  return Uint8Array.from([...head, ...body])
}

function checkInfo(der: Uint8Array, info: Node, version: 1 | 4) {
  const [header, id, property, picture] = demand(info, 'SEQUENCE', 'IA5STRING', 'SEQUENCE', 'SEQUENCE')
  const [es, number] = demand(header, 'IA5STRING', 'INTEGER', 'IA5STRING')
  if (es?.text !== 'ES' || Number.parseInt(number?.text ?? '', 16) !== version) throw new Error('header')
  const time = version === 1 ? 'UTCTIME' : 'GENERALIZEDTIME'
  const listed = version === 1 ? ['SEQUENCE'] : ['INTEGER', 'SEQUENCE']
  const fields = demand(property, 'INTEGER', 'UTF8STRING', ...listed, time, time, time)
  const list = fields[version === 1 ? 2 : 3]
  const kind = version === 1 ? '01' : fields[2]?.text
  if (!list || list.children.length === 0) throw new Error('nobody is listed')
  const [type, data, width, height] = demand(picture, 'IA5STRING', 'OCTET STRING', 'INTEGER', 'INTEGER')
  if (!id || !type || !data) throw new Error('picture')
  const [from, until] = fields.slice(-2).map(({ text }) => text)
  if (!from || !until || from >= until) throw new Error('period')
  return {
    id: id.text,
    type: fields[0]?.text ?? '',
    name: Buffer.from(inside(der, fields[1] as Node)).toString('utf8'),
    holders: list.children.map((one) => holderOf(der, one, kind)),
    picture: {
      type: type.text,
      data: inside(der, data),
      size: [width, height].map((one) => Number.parseInt(one?.text ?? '', 16)).join('×'),
    },
  }
}

function holderOf(der: Uint8Array, node: Node, kind: string | undefined): Uint8Array {
  if (kind === '01') {
    if (node.tag !== 'OCTET STRING') throw new Error('certList')
    // Throws for what is no certificate.
    return new Uint8Array(new X509Certificate(inside(der, node)).raw)
  }
  if (kind !== '02') throw new Error(`certListType ${kind}`)
  const [algorithm, value] = demand(node, 'PRINTABLESTRING', 'OCTET STRING')
  if (algorithm?.text !== 'SM3' || !value) throw new Error('digest')
  return inside(der, value)
}

function demandSigned(shop: Workshop, certificate: Uint8Array, message: Uint8Array, signature: Uint8Array): void {
  const key = shop.run('x509', '-inform', 'DER', '-in', shop.put(certificate), '-pubkey', '-noout')
  const args = ['-sm3', '-sigopt', SM2_ID, '-verify', shop.put(key.text), '-signature', shop.put(signature)]
  const { status, text } = shop.run('dgst', ...args, shop.put(message))
  if (status !== 0 || !text.includes('Verified OK')) throw new Error(`signature: ${text.trim()}`)
}

export interface CheckedSealSignature {
  seal: CheckedSeal
  dataHash: Uint8Array
  propertyInfo: string
  signer: Uint8Array
}

/** An SES_Signature of version 4: its layout, the signer's signature, that the seal lists the signer, and the seal itself. */
export function checkSealSignature(shop: Workshop, der: Uint8Array): CheckedSealSignature {
  const top = treeOf(shop, der)
  const stamped = top.children.length === 5 ? ['cont [ 0 ]'] : []
  const [toSign, certificate, , signature] = demand(top, 'SEQUENCE', 'OCTET STRING', 'OBJECT', 'BIT STRING', ...stamped)
  const [, seal, , dataHash, property] = demand(
    toSign,
    'INTEGER',
    'SEQUENCE',
    'GENERALIZEDTIME',
    'BIT STRING',
    'IA5STRING',
  )
  if (!toSign || !certificate || !signature || !seal || !dataHash || !property) throw new Error('layout')
  const signer = inside(der, certificate)
  demandSigned(shop, signer, whole(der, toSign), bits(der, signature))
  const checked = checkSeal(shop, whole(der, seal))
  const digest = createHash('sm3').update(signer).digest()
  if (!checked.holders.some((one) => Buffer.from(one).equals(signer) || Buffer.from(one).equals(digest)))
    throw new Error('the seal does not list the signer')
  return { seal: checked, dataHash: bits(der, dataHash), propertyInfo: property.text, signer }
}
