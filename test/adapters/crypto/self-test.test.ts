import { expect, it } from 'vitest'
import { nodePrimitives, selfTestSm2 } from '#adapters/crypto/primitives.node.ts'
import { selfTestSm2 as selfTestOnTheWeb } from '#adapters/crypto/primitives.web.ts'
import { sm2KnownAnswersHold } from '#adapters/crypto/self-test.ts'

it('this runtime gives the known answers of GB/T 32918.5 and 32905', async () => {
  expect(await selfTestSm2()).toBe(true)
  expect(await selfTestOnTheWeb()).toBe(true)
})

it('the self-test notices an engine that accepts everything, one that accepts nothing, and a wrong SM3', async () => {
  expect(await sm2KnownAnswersHold({ ...nodePrimitives, verify: async () => true })).toBe(false)
  expect(await sm2KnownAnswersHold({ ...nodePrimitives, verify: async () => false })).toBe(false)
  const sha = (_: unknown, ...parts: Uint8Array[]) => nodePrimitives.digest('sha256', ...parts)
  expect(await sm2KnownAnswersHold({ ...nodePrimitives, digest: sha })).toBe(false)
})
