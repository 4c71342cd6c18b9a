import { existsSync } from 'node:fs'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  CHROMIUM,
  openBrowser,
  type Product,
  STEP_MS,
  seriousBarriers,
  show,
  signedFile,
  startProduct,
  visit,
} from './stage.ts'

const WHOLE_MS = 360_000
const PHONE = 390

/** The verdict on a signature whose root comes from nobody but the house. */
async function verdictOn(page: Page, product: Product, file: Buffer): Promise<string> {
  await show(page, product, '/verification')
  const mimeType = 'application/pkcs7-signature'
  await page.getByLabel('把签名文件拖到这里').setInputFiles({ name: '证明.p7s', mimeType, buffer: file })
  await page.locator('.banner').waitFor({ timeout: STEP_MS })
  return page.locator('.banner').innerText()
}

async function approve(page: Page): Promise<void> {
  await page.locator('main').getByRole('button', { name: '批准' }).click()
  await page.getByRole('tooltip').getByRole('button', { name: '批准' }).click()
}

const isWiderThanScreen = (page: Page) =>
  page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth')

describe.skipIf(!existsSync(CHROMIUM))(`trust in a browser (needs ${CHROMIUM})`, { timeout: WHOLE_MS }, () => {
  let product: Product
  let browser: Browser
  beforeAll(async () => {
    ;[product, browser] = await Promise.all([startProduct(), openBrowser()])
  }, WHOLE_MS)
  afterAll(async () => {
    await browser?.close()
    await product?.stop()
  })

  it('changes by two persons: proposed, refused to the proposer, approved by the other, used by the next verification', async () => {
    const { good, anchor } = await signedFile()
    const operator = await visit(browser, product, 'operator')
    expect(await verdictOn(operator.page, product, good)).toContain('无法判定')

    const { page: proposer } = await visit(browser, product, 'security-admin')
    await show(proposer, product, '/trust/new')
    await proposer.getByLabel('选择文件').setInputFiles({ name: 'root.der', mimeType: '', buffer: anchor })
    await proposer.getByText('自签名已验证').waitFor({ timeout: STEP_MS })
    await proposer.getByLabel('理由').fill('市局根证书，指纹已与来函核对')
    await proposer.getByRole('button', { name: '提交，等待另一人审批' }).click()
    await proposer.getByText('待审批').first().waitFor({ timeout: STEP_MS })
    expect(await seriousBarriers(proposer)).toEqual([])
    await approve(proposer)
    await proposer.getByText('提交人不能审批自己的变更：须由另一位安全管理员审批').waitFor({ timeout: STEP_MS })
    expect(await verdictOn(operator.page, product, good)).toContain('无法判定')

    const { page: approver, complaints } = await visit(browser, product, 'security-admin-2', PHONE)
    await show(approver, product, '/trust')
    await approver.getByText('有 1 项变更等待审批').waitFor({ timeout: STEP_MS })
    expect(await isWiderThanScreen(approver)).toBe(false)
    await approver.getByRole('link', { name: '查看' }).click()
    await approver.getByRole('link', { name: /新增信任根/ }).waitFor({ timeout: STEP_MS })
    expect(await seriousBarriers(approver)).toEqual([])
    await approver.getByRole('link', { name: /新增信任根/ }).click()
    await approver.getByText('将要使用的材料').waitFor({ timeout: STEP_MS })
    expect(await approver.getByText('市局根证书，指纹已与来函核对').count()).toBe(1)
    expect(await isWiderThanScreen(approver)).toBe(false)
    expect(await seriousBarriers(approver)).toEqual([])
    await approve(approver)
    await approver.getByText('已批准').first().waitFor({ timeout: STEP_MS })
    expect(complaints).toEqual([])

    expect(await verdictOn(operator.page, product, good)).toContain('有效')
    await show(operator.page, product, '/trust')
    await operator.page.getByRole('link', { name: '两人审批' }).waitFor({ timeout: STEP_MS })
    expect(await operator.page.getByRole('link', { name: '提交变更' }).count()).toBe(0)
    expect(await seriousBarriers(operator.page)).toEqual([])
  })
})
