// Key-encryption keys as they are, in a file its owner alone can read: as safe as that disk.

import { KEK_BYTES } from '../keyring.node.ts'
import { KekError, type KekProvider } from './provider.ts'

export const plainFile: KekProvider = {
  kind: 'file',
  protect: async (kek) => Buffer.from(kek).toString('hex'),
  open: async (text) => {
    if (!/^[0-9a-f]{64}$/i.test(text))
      throw new KekError('主密钥文件里有一行不是密钥 · a line of the key file is no key')
    return new Uint8Array(Buffer.from(text, 'hex').subarray(0, KEK_BYTES))
  },
}
