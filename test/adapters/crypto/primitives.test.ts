import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { webPrimitives } from '#adapters/crypto/primitives.web.ts'
import { primitivesContract } from './contract.ts'

primitivesContract('node', nodePrimitives, [
  'md5',
  'sha1',
  'sha256',
  'sha512-224',
  'sha512-256',
  'sha3-224',
  'shake256',
  'sm3',
])
primitivesContract('web', webPrimitives, ['sha1', 'sha256', 'sm3'])
