import { existsSync, readFileSync } from 'node:fs'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { nodePrimitives } from '#adapters/crypto/primitives.node.ts'
import { signPdf } from '#adapters/making/pdf.ts'
import { preparerHere } from '#adapters/making/preparer.ts'
import { identityOf, tablePdf } from '../adapters/making/stage.ts'
import { certificate } from '../fixtures/built.ts'
import { closedDocument } from '../support/encrypted-pdf.ts'
import { userAttributes, userSignature } from '../support/judged.ts'
import { signed } from '../support/pdf.ts'
import {
  CHROMIUM,
  openBrowser,
  type Product,
  STEP_MS,
  show,
  signedFile,
  startProduct,
  TEST_MS,
  visit,
} from './stage.ts'

const SECRET = '正确的密码 1'

const fileOf = (name: string, bytes: Uint8Array) => ({
  name,
  mimeType: 'application/octet-stream',
  buffer: Buffer.from(bytes),
})

const closed = () =>
  signed(closedDocument(SECRET), (content) =>
    userSignature('rsa', {
      signer: { attributes: userAttributes('rsa', content) },
      data: {
        content,
        isDetached: true,
        certificates: ['user-sign', 'issuing'].map((label) => certificate('rsa', label)),
      },
    }),
  )

describe.skipIf(!existsSync(CHROMIUM))(`a PDF in a browser (needs ${CHROMIUM})`, { timeout: TEST_MS }, () => {
  let product: Product
  let browser: Browser
  beforeAll(async () => {
    ;[product, browser] = await Promise.all([startProduct(), openBrowser()])
  }, TEST_MS)
  afterAll(async () => {
    await browser?.close()
    await product?.stop()
  })

  it('that is encrypted asks for its password, says when it is wrong, and is judged with the right one', async () => {
    const { anchor, issuingCrl, rootCrl } = await signedFile()
    const { page, complaints } = await visit(browser, product, 'auditor')
    await show(page, product, '/verification')
    const given = [fileOf('closed.pdf', await closed()), fileOf('root.der', anchor)]
    const material = [fileOf('i.crl', issuingCrl), fileOf('r.crl', rootCrl)]
    await page.getByLabel('把签名文件拖到这里').setInputFiles([...given, ...material])
    const role = (name: string) => page.getByLabel(`${name} 的用途`, { exact: true }).inputValue()
    expect(await Promise.all(['closed.pdf', 'root.der', 'i.crl'].map(role))).toEqual(['object', 'anchor', 'crl'])
    await page.getByRole('button', { name: '开始验证' }).click()
    await page.getByText('文件已加密，需要密码才能验证。').first().waitFor({ timeout: STEP_MS })
    const password = page.getByLabel('文件的打开密码')
    const open = page.getByRole('button', { name: '打开并重新验证' })
    await password.fill('错的')
    await open.click()
    await page.getByText('密码不对').first().waitFor({ timeout: STEP_MS })
    await password.fill(SECRET)
    await open.click()
    await page.getByText('有效：签名真实').waitFor({ timeout: STEP_MS })
    expect(await password.count()).toBe(0)
    expect(await page.content()).not.toContain(SECRET)
    expect(await page.evaluate('JSON.stringify([{ ...localStorage }, { ...sessionStorage }])')).not.toContain(SECRET)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it('gives back each signed revision octet by octet', async () => {
    const here = preparerHere(nodePrimitives)
    const order = { at: Date.now() - 60_000, identity: identityOf('rsa') }
    const first = await signPdf({ ...order, file: tablePdf() }, here)
    const second = await signPdf({ ...order, file: first }, here)
    const { page } = await visit(browser, product, 'auditor')
    await show(page, product, '/verification')
    await page.getByLabel('把签名文件拖到这里').setInputFiles([fileOf('twice.pdf', second)])
    await page.locator('.banner').waitFor({ timeout: STEP_MS })
    for (const [number, expected] of [first, second].entries()) {
      const link = page.getByRole('link', { name: `第 ${number + 1} 版` })
      const [file] = await Promise.all([page.waitForEvent('download', { timeout: STEP_MS }), link.click()])
      expect(readFileSync(await file.path()).equals(expected)).toBe(true)
    }
    await page.context().close()
  })
})
