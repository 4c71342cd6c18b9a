import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createVerifierPool } from '#adapters/parsing/pool.node.ts'
import { auditLog } from '#db/schema/audit.ts'
import { verifications } from '#db/schema/verification.ts'
import { verifyUpload } from '#features/verification/index.ts'
import { removeMaterial } from '#features/verification/material.ts'
import { rerunVerification } from '#features/verification/rerun.ts'
import { getRevision } from '#features/verification/revision.ts'
import type { Ctx } from '#src/context.ts'
import { actorOf, testCtx } from '../../context.ts'
import { type TestDatabase, withDatabase } from '../../database.ts'
import { REFERENCE } from '../../fixtures/built.ts'
import { closedDocument } from '../../support/encrypted-pdf.ts'
import { detachedSigner } from '../../support/judged.ts'
import { appended, DOCUMENT, pdfOf, signed, textField } from '../../support/pdf.ts'

const verifier = createVerifierPool({ maxWorkers: 1 })
afterAll(() => verifier.close())
let database: TestDatabase
let ctx: Ctx
afterEach(() => database.close())
beforeEach(async () => {
  database = await withDatabase()
  ctx = testCtx(database.db, { actor: actorOf('auditor'), now: REFERENCE, ports: { verifier } })
})

const sign = detachedSigner('rsa')
const verify = (bytes: Uint8Array, password?: string) =>
  verifyUpload(ctx, { file: { name: '合同.pdf', bytes }, ...(password !== undefined && { password }) })
const rows = () => database.db.select().from(auditLog).orderBy(auditLog.seq)

describe('a signed revision of a kept file', () => {
  it('is given back as it was signed, with an audit row, and only where there is one', async () => {
    const first = await signed(pdfOf(DOCUMENT), sign)
    const whole = appended(first, { 7: textField('x') })
    const { id, number } = await verify(whole)
    const revision = await getRevision(ctx, id, 1)
    expect(revision.fileName).toBe(`${number}-revision-1.pdf`)
    expect(Buffer.from(revision.bytes).equals(Buffer.from(first))).toBe(true)
    expect((await getRevision(ctx, id, 2)).bytes.length).toBe(whole.length)
    await expect(getRevision(ctx, id, 3)).rejects.toMatchObject({ kind: 'not-found' })
    const read = (await rows()).filter(({ action }) => action === 'verification.revision-read')
    expect(read.map(({ detail }) => (detail as { revision: number }).revision)).toEqual([1, 2])
  })

  it('is not given to whoever may not see the report, nor when the file is removed', async () => {
    const { id } = await verify(await signed(pdfOf(DOCUMENT), sign))
    const stranger = { ...ctx, actor: actorOf('district-clerk') }
    await expect(getRevision(stranger, id, 1)).rejects.toMatchObject({ kind: 'not-found' })
    await removeMaterial(ctx, id)
    await expect(getRevision(ctx, id, 1)).rejects.toMatchObject({ kind: 'precondition' })
  })
})

describe('the password of an encrypted file', () => {
  const secret = 'correct horse'
  const file = () => signed(closedDocument(secret), sign)

  it('opens it, at once or when it is judged again, and is written nowhere', async () => {
    const bytes = await file()
    const codes = ({ report }: { report: { steps: { findings: { code: string }[] }[] } }) =>
      report.steps.flatMap(({ findings }) => findings.map(({ code }) => code))
    const closed = await verify(bytes)
    expect(codes(closed)).toContain('pdf.password-needed')
    expect(codes(await verify(bytes, 'wrong'))).toContain('pdf.password-wrong')
    const open = await verify(bytes, secret)
    expect(open.report.technical).toBe('intact')
    const again = await rerunVerification(ctx, closed.id, { at: 'now', password: secret })
    expect(again.report.technical).toBe('intact')
    const kept = JSON.stringify([await rows(), await database.db.select().from(verifications)])
    expect(kept).not.toContain(secret)
    expect(kept).toContain('pdf.encrypted')
  })
})
