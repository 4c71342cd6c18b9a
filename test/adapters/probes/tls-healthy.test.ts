// No alarm for healthy endpoints: 300 of them ten times over when asked for (`npm run test:tls`), a sample of them otherwise.

import type { TlsOptions } from 'node:tls'
import { afterAll, describe, expect, it } from 'vitest'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { createEgress } from '#adapters/egress/egress.ts'
import { authorityInfoAccess } from '#adapters/pkijs/extensions.ts'
import { runProbe } from '#adapters/probes/run.ts'
import { answerTo, type LeafOrder, makeCa, makeLeaf, ocspAnswer, pem, Servers } from '../../support/tls-authority.ts'

const isFull = process.env.ZHENGXUN_TLS_HEALTHY === 'full'
const ENDPOINTS = isFull ? 300 : 24
const PASSES = isFull ? 10 : 2
const IN_FLIGHT = 12

const servers = new Servers()
afterAll(() => servers.close())

const deps = {
  egress: createEgress({ allow: [{ cidr: '127.0.0.0/8' }] }),
  primitives: nodePrimitives,
  now: Date.now,
  monotonicMs: () => performance.now(),
  pause: async () => undefined,
}

/** The ways in which a sound site may differ from another. */
async function endpoints(count: number) {
  const root = await makeCa('Root')
  const issuing = await makeCa('Issuing', root)
  const lower = await makeCa('Lower', issuing)
  const rsaRoot = await makeCa('RSA Root', undefined, { key: 'rsa2048' })
  const rsaIssuing = await makeCa('RSA Issuing', rsaRoot, { key: 'rsa2048' })
  const responder = await servers.http((body) => answerTo(issuing, body, 'good'))
  const made = [
    { ca: issuing, behind: [issuing.der], order: {} },
    { ca: lower, behind: [lower.der, issuing.der], order: { names: ['*.example', '*.site.example', 'site.example'] } },
    { ca: rsaIssuing, behind: [rsaIssuing.der], order: { key: 'rsa2048' } },
    { ca: issuing, behind: [issuing.der], order: { key: 'p384' } },
    { ca: rsaIssuing, behind: [rsaIssuing.der], order: { key: 'rsa3072', names: ['SITE.example'] } },
    { ca: issuing, behind: [issuing.der], order: { more: [authorityInfoAccess({ ocsp: [`http://${responder}/`] })] } },
    { ca: rsaIssuing, behind: [rsaIssuing.der], order: { key: 'p256' } },
  ] as const satisfies readonly { ca: unknown; behind: readonly Uint8Array[]; order: LeafOrder }[]
  const leaves = await Promise.all(made.map(({ ca, order }) => makeLeaf(ca, order)))
  const staple = await ocspAnswer(issuing, (leaves[0] as (typeof leaves)[0]).der, 'good')
  const speaking: (TlsOptions & { staple?: Uint8Array })[] = [
    {},
    { minVersion: 'TLSv1.3' },
    { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' },
    { ALPNProtocols: ['h2', 'http/1.1'] },
    { ciphers: 'ECDHE+AESGCM', honorCipherOrder: true },
  ]
  const targets: string[] = []
  for (let index = 0; index < count; index++) {
    const which = index % made.length
    const options = speaking[Math.floor(index / made.length) % speaking.length] ?? {}
    const site = { ...options, ...(which === 0 && index % 2 === 0 ? { staple } : {}) }
    const one = made[which] as (typeof made)[number]
    targets.push(await servers.site(leaves[which] as (typeof leaves)[0], one.behind, site))
  }
  return { targets, anchors: [pem(root.der, rsaRoot.der)] }
}

describe('healthy TLS endpoints', () => {
  it(`raise no alarm: ${ENDPOINTS} of them, ${PASSES} times`, async () => {
    const { targets, anchors } = await endpoints(ENDPOINTS)
    const work = Array.from({ length: PASSES }, () => targets).flat()
    const alarms: string[] = []
    let asked = 0
    const worker = async () => {
      for (let target = work.pop(); target !== undefined; target = work.pop()) {
        const settings = { serverName: 'site.example', anchors, isPublic: true, askCrl: 'always' as const }
        const { reasons } = await runProbe({ kind: 'tls', target, settings, timeoutMs: 20_000 }, deps)
        asked++
        alarms.push(...reasons.map(({ code, params }) => `${target} ${code} ${JSON.stringify(params)}`))
      }
    }
    await Promise.all(Array.from({ length: IN_FLIGHT }, worker))
    expect(alarms).toEqual([])
    expect(asked).toBe(ENDPOINTS * PASSES)
  }, 600_000)
})
