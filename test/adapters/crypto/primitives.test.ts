import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { webPrimitives } from '#adapters/crypto/primitives.web.ts'
import { primitivesContract } from './contract.ts'

primitivesContract('node', nodePrimitives, ['md5', 'sha1', 'sha256', 'sm3'])
primitivesContract('web', webPrimitives, ['sha1', 'sha256', 'sm3'])
