// Reduced hash trees (RFC 4998 §4.2, §4.3): from the leaves of the first list, list by list, to the root the timestamp is over.

import { compareOctets } from '../asn1/write.ts'
import { concatBytes, equalBytes } from '../bytes/bytes.ts'
import type { DigestAlgorithm, Primitives } from '../primitives.ts'

/** Leaves first. */
export type HashLists = readonly (readonly Uint8Array[])[]

/**
 * The root of a reduced tree. A first list of one hash is that hash; every other node is the hash of its children in binary
 * ascending order, the node below among them.
 */
export async function rootOf(lists: HashLists, digest: DigestAlgorithm, primitives: Primitives): Promise<Uint8Array> {
  let node: Uint8Array | undefined
  for (const list of lists) {
    const [first] = list
    if (!node && first && list.length === 1) node = first
    else node = await primitives.digest(digest, concatBytes(...[...list, ...(node ? [node] : [])].sort(compareOctets)))
  }
  return node ?? new Uint8Array()
}

/** Whether the hash is one of the leaves: the nodes further up are no objects (RFC 4998 §4.3 step 2). */
export function isLeaf(hash: Uint8Array, lists: HashLists): boolean {
  return lists[0]?.some((one) => equalBytes(one, hash)) ?? false
}
