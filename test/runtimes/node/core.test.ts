import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { coreSuite } from '../core-suite.ts'

coreSuite('node', nodePrimitives)
