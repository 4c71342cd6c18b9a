// What is remembered of a chain is that one raw signature was checked. Everything else is judged again, every time.

import { beforeAll, expect, it } from 'vitest'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import type { Primitives } from '#core/primitives.ts'
import type { Certificate } from '#core/x509/certificate.ts'
import { judgePath, type PathReport, type PathRequest } from '#core/x509/path.ts'
import { ext, issue, makeKey, NOW, read, withBrokenSignature, writeCrl, YEAR_MS } from './authority.ts'

let root: Certificate
let leaf: Certificate
let revoking: Uint8Array
let other: Certificate

beforeAll(async () => {
  const [rootKey, leafKey, otherKey] = [makeKey(), makeKey(), makeKey()]
  const authority = [ext.ca(), ext.keyUsage(5, 6)]
  root = await issue({ subject: 'CN=Root', extensions: authority }, rootKey)
  other = await issue({ subject: 'CN=Root', extensions: authority }, otherKey)
  leaf = await issue({ subject: 'CN=Leaf', issuer: 'CN=Root', serial: 7 }, leafKey, rootKey)
  revoking = await writeCrl({ issuer: 'CN=Root', revoked: [{ serial: 7 }] }, rootKey)
})

/** The same answers, and how many raw signatures were asked for. */
function counting(): { primitives: Primitives; count: () => number } {
  let checks = 0
  const verify: Primitives['verify'] = (check) => {
    checks++
    return nodePrimitives.verify(check)
  }
  return { primitives: { ...nodePrimitives, verify }, count: () => checks }
}

function judge(primitives: Primitives, variation: Partial<PathRequest> = {}): Promise<PathReport> {
  const evidence = { intermediates: [], crls: [], ocsps: [], requireRevocation: false }
  return judgePath({ target: leaf, anchors: [root], at: NOW, ...evidence, ...variation }, primitives)
}

it('a chain judged again costs no second signature check, also from other arrays with the same bytes', async () => {
  const { primitives, count } = counting()
  expect((await judge(primitives)).judgement.verdict).toBe('VALID')
  const again = { target: read(leaf.raw.slice()), anchors: [read(root.raw.slice())] }
  expect(await judge(primitives, again)).toEqual(await judge(primitives))
  expect(count()).toBe(1)
})

it('a remembered signature says nothing about time: the same chain is refused after its end', async () => {
  const { primitives } = counting()
  expect((await judge(primitives)).judgement.verdict).toBe('VALID')
  const late = await judge(primitives, { at: NOW + 2 * YEAR_MS })
  expect(late.judgement.verdict).not.toBe('VALID')
  expect(late.steps.flatMap((one) => one.findings).map(({ code }) => code)).toContain('path.certificate-expired')
})

it('a remembered signature says nothing about revocation: the same chain is refused once a list names it', async () => {
  const { primitives } = counting()
  expect((await judge(primitives)).judgement.verdict).toBe('VALID')
  expect((await judge(primitives, { crls: [revoking] })).judgement.subIndication).toBe('REVOKED')
})

it('one flipped bit of the signature, or another key of the same name, is checked anew and refused', async () => {
  const { primitives, count } = counting()
  await judge(primitives)
  expect((await judge(primitives, { target: withBrokenSignature(leaf) })).judgement.verdict).not.toBe('VALID')
  expect(count()).toBe(2)
  expect((await judge(primitives, { anchors: [other] })).judgement.verdict).not.toBe('VALID')
  expect(count()).toBe(3)
})

it('what one crypto library answered is not believed of another', async () => {
  const { primitives } = counting()
  await judge(primitives)
  const refusing: Primitives = { ...nodePrimitives, verify: async () => false }
  expect((await judge(refusing)).judgement.verdict).not.toBe('VALID')
})
