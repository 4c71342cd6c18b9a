import { afterAll, describe, expect, it } from 'vitest'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { preparerHere } from '#adapters/making/preparer.ts'
import { createVerifierPool } from '#adapters/parsing/pool.node.ts'
import { plainOfd } from '#lab/sample-originals.ts'
import { AppError } from '#src/context.ts'
import { REFERENCE } from '../../fixtures/built.ts'
import { tablePdf } from '../making/stage.ts'

const pool = createVerifierPool({ maxWorkers: 1 })
afterAll(pool.close)
const here = preparerHere(nodePrimitives)

const placement = { page: 1, leftMm: 5, topMm: 5, widthMm: 60, heightMm: 24 }
const field = {
  file: tablePdf(),
  filter: 'Adobe.PPKLite',
  subFilter: 'ETSI.CAdES.detached',
  at: REFERENCE,
  shown: { placement, drawing: { lines: ['电子签名', '张三'] } },
  maxMessageBytes: 100,
}
const sealing = { file: plainOfd('通知', ['每日巡检'], REFERENCE), seal: Uint8Array.of(1, 2), at: REFERENCE, placement }
const refusal = (error: unknown) => (error instanceof AppError ? [error.kind, error.code, error.params] : String(error))

describe('what signing has to read is read on a thread that may be killed', () => {
  it('and comes out as it would here, words drawn and all', async () => {
    expect(await pool.field(field)).toEqual(await here.field(field))
    expect(await pool.ofdDescription(sealing)).toEqual(await here.ofdDescription(sealing))
    const value = Uint8Array.of(3)
    expect(await pool.ofdPackage(sealing, value)).toEqual(await here.ofdPackage(sealing, value))
  })

  it('refuses what it would refuse here, with the same words', async () => {
    const order = { ...field, shown: { ...field.shown, placement: { ...placement, page: 7 } } }
    const said = await pool.field(order).catch(refusal)
    expect(said).toEqual(['bad-input', 'signing.page-missing', { page: 7, pages: 1 }])
    expect(await here.field(order).catch(refusal)).toEqual(said)
  })

  it('gives up on a file that takes too long, or when too many wait, and says which', async () => {
    const hasty = createVerifierPool({ maxWorkers: 1, limitMs: 0 })
    expect(await hasty.field(field).catch(refusal)).toEqual(['limit', 'signing.reading-time', {}])
    await hasty.close()
    const closed = createVerifierPool({ maxWaiting: 0 })
    expect(await closed.field(field).catch(refusal)).toEqual(['unavailable', 'signing.reading-busy', {}])
  })
})
