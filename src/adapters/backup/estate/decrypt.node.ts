// Opens dumps encrypted with `openssl enc -aes-256-cbc -pbkdf2 -salt` (SHA-256, 10,000 rounds): "Salted__", eight octets of salt, cipher text.
// This cipher proves nothing by itself: that the octets are the right ones is the manifest's to prove.

import { createDecipheriv, pbkdf2 } from 'node:crypto'
import { type Readable, Transform } from 'node:stream'
import { promisify } from 'node:util'

const derive = promisify(pbkdf2)
const ROUNDS = 10_000
const HEAD = 16

export class NotOpened extends Error {
  readonly reason: 'wrong-key' | 'damaged'
  constructor(reason: 'wrong-key' | 'damaged') {
    super(reason)
    this.reason = reason
  }
}

/** Plain text of `cipherText`. The stream fails with NotOpened when the key is not the one, or the octets are not whole. */
export async function openEncrypted(cipherText: Readable, passphrase: Uint8Array): Promise<Readable> {
  const chunks = cipherText[Symbol.asyncIterator]() as AsyncIterator<Buffer>
  let head: Buffer = Buffer.alloc(0)
  while (head.length < HEAD) {
    const next = await chunks.next()
    if (next.done) throw new NotOpened('damaged')
    head = Buffer.concat([head, next.value])
  }
  if (head.toString('latin1', 0, 8) !== 'Salted__') throw new NotOpened('damaged')
  const keyAndIv = await derive(passphrase, head.subarray(8, HEAD), ROUNDS, 48, 'sha256')
  const decipher = createDecipheriv('aes-256-cbc', keyAndIv.subarray(0, 32), keyAndIv.subarray(32))
  let length = head.length - HEAD
  const plain = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      length += chunk.length
      done(null, decipher.update(chunk))
    },
    flush(done) {
      // A length that is no multiple of the block was cut; a padding that is none comes of another key.
      if (length % 16 !== 0) return done(new NotOpened('damaged'))
      try {
        done(null, decipher.final())
      } catch {
        done(new NotOpened('wrong-key'))
      }
    },
  })
  plain.write(head.subarray(HEAD))
  length -= head.length - HEAD
  // Whoever stops reading closes the source as well.
  plain.once('close', () => void chunks.return?.())
  void pump(chunks, plain)
  return plain
}

async function pump(chunks: AsyncIterator<Buffer>, into: Transform): Promise<void> {
  try {
    for (let next = await chunks.next(); !next.done; next = await chunks.next())
      if (!into.write(next.value)) await new Promise((resolve) => into.once('drain', resolve))
    into.end()
  } catch (error) {
    into.destroy(error instanceof Error ? error : new Error(String(error)))
  }
}

/** One wrong key in 256 leaves a padding that passes: what comes out must also begin as a dump begins. */
export function looksLikeDump(head: string): boolean {
  return head.startsWith('PGDMP') || head.startsWith('\x1f\x8b') || /^\s*(--|\/\*|SET |CREATE |\\restrict )/i.test(head)
}
