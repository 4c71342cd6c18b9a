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
  startProduct,
  TEST_MS,
  visit,
} from './stage.ts'

const ROUND_MS = 120_000

/** Opens the step's form, fills it and sends it. */
async function step(page: Page, name: string, fields: Record<string, string> = {}): Promise<void> {
  await page.locator('.ticket-steps').getByRole('button', { name, exact: true }).first().click()
  const dialog = page.getByRole('dialog')
  for (const [label, text] of Object.entries(fields)) await dialog.getByLabel(label, { exact: true }).fill(text)
  await dialog.locator('footer button.ant-btn-primary').click()
  await dialog.waitFor({ state: 'detached', timeout: STEP_MS })
}

const overflow = (page: Page) =>
  page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')

describe.skipIf(!existsSync(CHROMIUM))(`tickets in a browser (needs ${CHROMIUM})`, { timeout: TEST_MS }, () => {
  let product: Product
  let browser: Browser
  beforeAll(async () => {
    ;[product, browser] = await Promise.all([startProduct(), openBrowser()])
  }, TEST_MS)
  afterAll(async () => {
    await browser?.close()
    await product?.stop()
  })

  it('go from a finding of the first round to a solved, closed ticket that the assessment counts', async () => {
    const { page, complaints } = await visit(browser, product, 'operator')
    await show(page, product, '/tickets')
    const found = page.getByRole('link', { name: /^T\d{8}-\d{3} / })
    await found.first().waitFor({ timeout: ROUND_MS })
    expect(await seriousBarriers(page)).toEqual([])
    await found.first().click()
    await page.getByRole('heading', { name: '时限' }).waitFor({ timeout: STEP_MS })
    const heading = await page.getByRole('heading', { level: 1 }).innerText()
    await step(page, '响应')
    await step(page, '已解决', { 现象: '检查失败', 原因: '进程退出', 解决方法: '重启并加守护' })
    await page.locator('.page-head').getByText('待确认').waitFor({ timeout: STEP_MS })
    expect(await seriousBarriers(page)).toEqual([])
    const isFault = (await page.locator('.facts').filter({ hasText: '级别' }).innerText()).includes('故障')
    await step(page, '确认关闭', isFault ? { 故障报告: '进程退出后自动拉起，已验证' } : {})
    await page.locator('.page-head').getByText('已关闭').waitFor({ timeout: STEP_MS })
    await page.getByRole('button', { name: '写入知识库' }).click()
    await show(page, product, '/tickets/knowledge')
    await page.getByRole('link', { name: heading.replace(/^T\S+ /, '') }).waitFor({ timeout: STEP_MS })
    await show(page, product, '/sla')
    await page.locator('.sla-grade').waitFor({ timeout: STEP_MS })
    const row = page.getByRole('row', { name: /工单 3 个工作日内解决/ })
    expect(await row.innerText()).toMatch(/达标[\s\S]*1 \/ 1/)
    expect(await page.locator('.sla-grade').innerText()).toMatch(/^(优秀|良好)$/)
    await page.getByRole('button', { name: '留存本次考核' }).click()
    await page.getByText('重算一致').waitFor({ timeout: STEP_MS })
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it('fit a phone without sideways scrolling, and keep their forms from an auditor', async () => {
    const { page } = await visit(browser, product, 'auditor', 390)
    for (const path of ['', '/assessment', '/duty', '/records', '/spares', '/knowledge']) {
      await show(page, product, `/tickets${path}`)
      expect(await overflow(page), path).toBe(0)
      expect(await seriousBarriers(page), path).toEqual([])
    }
    await show(page, product, '/tickets')
    expect(await page.getByRole('button', { name: '登记工单' }).count()).toBe(0)
    await page.context().close()
  })
})
