// Unpacking by zlib, which stops before the output becomes larger than allowed.

import { inflateRawSync, inflateSync } from 'node:zlib'
import type { Inflate } from '#core/primitives.ts'
import { err, ok } from '#core/verdict.ts'

export const nodeInflate: Inflate = (format, data, maxBytes) => {
  const unpack = format === 'zlib' ? inflateSync : inflateRawSync
  try {
    return ok(unpack(data, { maxOutputLength: Math.max(1, maxBytes) }))
  } catch (error) {
    return err((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE' ? 'too-large' : 'corrupt')
  }
}
