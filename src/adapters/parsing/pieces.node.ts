// A file read from its first octet to its last, one buffer at a time, as often as a judge asks.

import { closeSync, openSync, readSync } from 'node:fs'
import type { ByteSource } from '#core/bytes/octets.ts'
import type { StoredFile, VerifierRequest } from '#src/ports.ts'
import type { EngineRequest } from './engine.ts'

const PIECE_BYTES = 1024 * 1024

/** For a thread of its own: reading blocks it. Throws while it is read when the file has another size than was said. */
export function readInPieces({ path, sizeBytes }: StoredFile): ByteSource {
  return {
    length: sizeBytes,
    *pieces() {
      const file = openSync(path, 'r')
      try {
        const buffer = new Uint8Array(PIECE_BYTES)
        let total = 0
        for (let read = readSync(file, buffer); read > 0; read = readSync(file, buffer)) {
          total += read
          yield buffer.subarray(0, read)
        }
        if (total !== sizeBytes) throw new Error(`${path} has ${total} bytes, not ${sizeBytes}`)
      } finally {
        closeSync(file)
      }
    },
  }
}

/** The request with its content within reach of the engine. */
export function withContent({ content, ...request }: VerifierRequest): EngineRequest {
  if (!content) return request
  return { ...request, content: 'path' in content ? { name: content.name, bytes: readInPieces(content) } : content }
}
