import { describe, expect, it } from 'vitest'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { verifyObject } from '#core/verify.ts'
import { withLaboratory } from './laboratory.ts'

const stage = withLaboratory()

describe('the sample documents of the laboratory', () => {
  it('are judged whole without anything being fetched: the good ones valid, their twins with one byte changed not', async () => {
    const anchors = Object.values(stage.lab.authorities).map(({ root }) => ({ name: 'root', bytes: root }))
    const verdicts: Record<string, string> = {}
    const samples = await stage.lab.samples()
    const [intermediate, ...crls] = samples.filter((one) => one.isMaterial)
    for (const { name, bytes } of samples.filter((one) => !one.isMaterial)) {
      const { verdict } = await verifyObject(
        {
          object: { name, bytes },
          format: 'auto',
          anchors,
          intermediates: intermediate ? [intermediate] : [],
          crls,
          ocsps: [],
          at: Date.now(),
          requireRevocation: true,
        },
        nodePrimitives,
      )
      verdicts[name] = verdict
    }
    expect(verdicts).toEqual({
      'notice-rsa.p7s': 'VALID',
      'notice-rsa-tampered.p7s': 'INVALID',
      'notice-sm2.p7s': 'VALID',
      'notice-sm2-tampered.p7s': 'INVALID',
      'notice-signed.pdf': 'VALID',
      'notice-changed-after-signing.pdf': 'INVALID',
      'notice-sealed.pdf': 'VALID',
      'notice-sealed.ofd': 'VALID',
      'notice-sealed-tampered.ofd': 'INVALID',
      'counter-service.pdf': 'VALID',
    })
  })
})
