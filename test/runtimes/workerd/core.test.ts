import { expect, it } from 'vitest'
import { webPrimitives } from '#adapters/crypto/primitives.web.ts'
import { coreSuite } from '../core-suite.ts'

it('runs inside workerd, not beside it', () => {
  expect((globalThis as { navigator?: { userAgent: string } }).navigator?.userAgent).toBe('Cloudflare-Workers')
})

coreSuite('workerd', webPrimitives)
