import { describe, expect, it } from 'vitest'
import { correctRecord, listRecords, writeRecord } from '#src/features/records/write.ts'
import { actorOf, testCtx } from '../../context.ts'
import { withDatabase } from '../../database.ts'

const { db } = await withDatabase()
const ctx = testCtx(db, { actor: actorOf('operator') })
const TRAINING = {
  kind: 'training' as const,
  onDate: '2026-11-20',
  title: '电子印章系统操作培训',
  data: { audience: '浦东新区', trainer: '张工', attendees: 12 },
}

describe('service records', () => {
  it('take the fields of their kind and no others', async () => {
    expect((await writeRecord(ctx, TRAINING)).data).toEqual(TRAINING.data)
    const refused = async (data: Record<string, string | number>) =>
      expect(writeRecord(ctx, { ...TRAINING, data })).rejects.toMatchObject({ kind: 'bad-input' })
    await refused({ audience: '浦东新区', trainer: '张工' })
    await refused({ ...TRAINING.data, attendees: '12' })
    await refused({ ...TRAINING.data, extra: 'x' })
  })

  it('are corrected within their kind', async () => {
    const { id } = await writeRecord(ctx, TRAINING)
    expect(await correctRecord(ctx, id, { ...TRAINING, title: '改' })).toMatchObject({
      title: '改',
      changedBy: 'operator',
    })
    const question = { kind: 'question' as const, data: { asker: 'a', question: 'b', answer: 'c' } }
    await expect(correctRecord(ctx, id, { ...TRAINING, ...question })).rejects.toMatchObject({
      code: 'records.not-found',
    })
  })

  it('are listed by kind, newest first, page by page', async () => {
    const first = await listRecords(ctx, { kind: 'training', limit: 1 })
    expect(first.items).toHaveLength(1)
    const second = await listRecords(ctx, { kind: 'training', limit: 1, cursor: Number(first.nextCursor) })
    expect(second.items[0]?.id).toBeLessThan(first.items[0]?.id ?? 0)
    expect((await listRecords(ctx, { kind: 'question', limit: 10 })).items).toEqual([])
  })
})
