import { describe, expect, it } from 'vitest'
import { addPart, listMoves, listParts, movePart } from '#src/features/spares/stock.ts'
import { actorOf, testCtx } from '../../context.ts'
import { withDatabase } from '../../database.ts'

const { db } = await withDatabase()
const ctx = testCtx(db, { actor: actorOf('operator') })
const move = (id: number, kind: 'received' | 'used' | 'replaced', count: number) =>
  movePart(ctx, id, {
    kind,
    count,
    serial: null,
    device: kind === 'replaced' ? '加密机 1' : null,
    ticketId: null,
    note: null,
  })

describe('spare parts', () => {
  it('have the stock their moves add up to', async () => {
    const { id } = await addPart(ctx, { name: '电源模块', model: 'PSU-500', place: '机房 A', minStock: 2 })
    await move(id, 'received', 3)
    await move(id, 'replaced', 1)
    expect((await move(id, 'used', 1)).stock).toBe(1)
    const { items } = await listMoves(ctx, id, undefined, 10)
    expect(items.reduce((sum, { change }) => sum + change, 0)).toBe(1)
    await expect(move(id, 'used', 2)).rejects.toMatchObject({ code: 'spares.not-enough', params: { stock: 1 } })
    expect((await listMoves(ctx, id, undefined, 10)).items).toHaveLength(3)
  })

  it('give the last piece to one of two takers', async () => {
    const { id } = await addPart(ctx, { name: '网卡', model: 'NIC', place: '机房 A', minStock: 0 })
    await move(id, 'received', 1)
    const outcomes = await Promise.allSettled([move(id, 'used', 1), move(id, 'used', 1)])
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect((await listParts(ctx)).find((part) => part.id === id)?.stock).toBe(0)
  })

  it('are unknown by an unknown number', async () => {
    await expect(move(99_999, 'used', 1)).rejects.toMatchObject({ code: 'spares.not-found' })
  })
})
