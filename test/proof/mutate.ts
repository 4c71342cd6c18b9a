// What an attacker does to a file: bytes changed anywhere, and structures changed where the ASN.1 says that something stands.

import { derHeader } from '#core/asn1/ber.ts'
import { readTlv } from '#core/asn1/der.ts'
import type { Random } from './random.ts'

/** One element as a tree: what is constructed and can be read has children. */
interface Node {
  tag: number
  value: Uint8Array
  children?: Node[]
  /** Written instead of the true length octets. */
  lie?: Uint8Array
}

const MAX_NODES = 4000
const MAX_GROWTH = 200_000

export function mutate(seed: Uint8Array, random: Random): Uint8Array {
  const count = 1 + random.below(3)
  let bytes = seed
  for (let i = 0; i < count; i++) bytes = random.below(3) === 0 ? mutateBytes(bytes, random) : mutateTree(bytes, random)
  return bytes.length > MAX_GROWTH ? bytes.slice(0, MAX_GROWTH) : bytes
}

const INTERESTING = [
  0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x0a, 0x13, 0x17, 0x18, 0x1f, 0x24, 0x30, 0x31, 0x7f, 0x80,
]
const MORE = [0x81, 0x82, 0x84, 0x88, 0xa0, 0xa1, 0xa2, 0xa3, 0xbf, 0xff]

export function mutateBytes(seed: Uint8Array, random: Random): Uint8Array {
  // Not `slice()`: of a Buffer that is a view, and the seed itself would change.
  const bytes = new Uint8Array(seed)
  const at = random.below(bytes.length)
  switch (random.below(6)) {
    case 0:
      bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8))
      return bytes
    case 1:
      bytes[at] = random.pick(random.below(2) === 0 ? INTERESTING : MORE)
      return bytes
    case 2:
      return bytes.slice(0, at)
    case 3:
      return joined(bytes.subarray(0, at), bytes.subarray(Math.min(bytes.length, at + 1 + random.below(16))))
    case 4:
      return joined(bytes.subarray(0, at), bytes.subarray(random.below(bytes.length)))
    default:
      return joined(bytes.subarray(0, at), noise(1 + random.below(8), random), bytes.subarray(at))
  }
}

function noise(count: number, random: Random): Uint8Array {
  return Uint8Array.from({ length: count }, () => random.below(256))
}

function joined(...parts: Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts))
}

function mutateTree(seed: Uint8Array, random: Random): Uint8Array {
  const budget = { nodes: 0 }
  const tree = treeOf(seed, budget)
  if (!tree || tree.length === 0) return mutateBytes(seed, random)
  const all: Node[] = []
  for (const one of tree) collect(one, all)
  const node = random.pick(all)
  CHANGES[random.below(CHANGES.length)]?.(node, all, random)
  return joined(...tree.map(encoded))
}

/** `undefined` where the bytes are no sequence of elements. */
function treeOf(bytes: Uint8Array, budget: { nodes: number }): Node[] | undefined {
  const nodes: Node[] = []
  for (let at = 0; at < bytes.length; ) {
    const read = readTlv(bytes, at)
    if (!read.ok || ++budget.nodes > MAX_NODES) return undefined
    const { tag, valueStart, end } = read.value
    const value = bytes.subarray(valueStart, end)
    const mayHold = (tag & 0x20) !== 0 || tag === 0x04 || tag === 0x03
    const inner = mayHold && value.length > 1 ? treeOf(tag === 0x03 ? value.subarray(1) : value, budget) : undefined
    nodes.push({ tag, value, ...(inner && inner.length > 0 && { children: inner }) })
    at = end
  }
  return nodes
}

function collect(node: Node, all: Node[]): void {
  all.push(node)
  for (const child of node.children ?? []) collect(child, all)
}

function encoded(node: Node): Uint8Array {
  const prefix = node.tag === 0x03 && node.children ? node.value.subarray(0, 1) : new Uint8Array()
  const body = node.children ? joined(prefix, ...node.children.map(encoded)) : node.value
  const header = node.lie ? joined(Uint8Array.of(node.tag), node.lie) : derHeader(node.tag, body.length)
  return joined(header, body)
}

type Change = (node: Node, all: readonly Node[], random: Random) => void

const LIES = [
  '00',
  '80',
  '7f',
  '81ff',
  '8100',
  '82ffff',
  '820000',
  '84ffffffff',
  '8480000000',
  '88ffffffffffffffff',
  'ff',
]

const CHANGES: readonly Change[] = [
  (node, _, random) => {
    node.value = node.value.length > 0 ? mutateBytes(node.value, random) : noise(1, random)
    delete node.children
  },
  (node, _, random) => {
    node.tag = random.below(2) === 0 ? node.tag ^ (1 << random.below(8)) : random.pick([...INTERESTING, ...MORE])
  },
  (node, _, random) => {
    node.lie = Uint8Array.from(Buffer.from(random.pick(LIES), 'hex'))
  },
  (node, _, random) => {
    node.children?.splice(random.below(node.children.length), 1)
  },
  (node, _, random) => {
    const { children } = node
    if (children) children.splice(random.below(children.length), 0, random.pick(children))
  },
  (node) => {
    node.children?.reverse()
  },
  (node, all, random) => {
    const other = random.pick(all)
    node.value = other.value
    node.tag = other.tag
    delete node.children
  },
  (node, _, random) => {
    const { children } = node
    const one = children && random.pick(children)
    if (children && one) for (let i = random.below(200); i > 0; i--) children.push(one)
  },
  (node, _, random) => {
    let value = node.value
    for (let depth = random.below(100); depth > 0; depth--) value = joined(derHeader(0x30, value.length), value)
    node.value = value
    delete node.children
  },
  (node, _, random) => {
    node.value = new Uint8Array(random.pick([0, 1, 127, 128, 5000, 70_000])).fill(random.pick([0x00, 0x7f, 0x80, 0xff]))
    delete node.children
  },
  (node, _, random) => {
    node.children?.push({ tag: random.pick([0x05, 0xa0, 0xa1, 0x80, 0x04]), value: noise(random.below(4), random) })
  },
]
