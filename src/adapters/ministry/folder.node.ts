// The folder that copies for the ministry are put into, and that its receipts come back to: whatever carries them on is the bureau's.

import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { writeWhole } from '#adapters/storage/whole-file.node.ts'
import { parseCertificate } from '#core/x509/parse.ts'
import type { MinistryExchange, MinistrySettings } from '#src/ministry-port.ts'
import { sealForRecipient } from './envelope.node.ts'

const MAX_RECEIPT_BYTES = 262_144
/** Ten thousand pairs of certificates are a tenth of it. */
const MAX_COPY_BYTES = 268_435_456

/** Letters, digits, points and hyphens: never a path. */
const NAME = /^[a-z0-9][a-z0-9.-]{0,99}$/

export function ministryFolder(folder: string, settings: MinistrySettings): MinistryExchange {
  const pathOf = (name: string) => {
    if (!NAME.test(name)) throw new Error('not a name of a copy')
    return join(folder, name)
  }
  return {
    settings,
    seal: async (content) => {
      const read = parseCertificate(settings.recipient)
      if (!read.ok) throw new Error('the recipient’s certificate cannot be read')
      return sealForRecipient(read.value, content)
    },
    // Whoever watches the folder sees it whole or not at all.
    put: (name, file) => writeWhole(pathOf(name), file, 0o640),
    copy: (name) => fileAt(pathOf(name), MAX_COPY_BYTES),
    receipt: async (name) => {
      const [text, signature] = [`${pathOf(name)}.receipt.json`, `${pathOf(name)}.receipt.p7s`]
      const [said, signed] = [await fileAt(text, MAX_RECEIPT_BYTES), await fileAt(signature, MAX_RECEIPT_BYTES)]
      // Both, or it is still being written.
      return said && signed ? { text: said, signature: signed } : undefined
    },
  }
}

async function fileAt(path: string, maxBytes: number): Promise<Uint8Array | undefined> {
  try {
    const { size } = await stat(path)
    if (size > maxBytes) throw new Error(`a file of ${size} bytes, where ${maxBytes} are the most`)
    return new Uint8Array(await readFile(path))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
