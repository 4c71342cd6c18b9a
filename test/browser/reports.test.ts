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

const overflow = (page: Page) =>
  page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')

describe.skipIf(!existsSync(CHROMIUM))(`reports in a browser (needs ${CHROMIUM})`, { timeout: TEST_MS }, () => {
  let product: Product
  let browser: Browser
  beforeAll(async () => {
    ;[product, browser] = await Promise.all([startProduct(), openBrowser()])
  }, TEST_MS)
  afterAll(async () => {
    await browser?.close()
    await product?.stop()
  })

  it('are made, read figure by figure down to the rows, computed again, and handed out', async () => {
    const { page, complaints } = await visit(browser, product, 'operator')
    await show(page, product, '/reports')
    expect(await seriousBarriers(page)).toEqual([])
    await page.getByRole('button', { name: '生成报表' }).click()
    const dialog = page.getByRole('dialog')
    // The month that is running: a preview.
    await dialog.getByLabel('期间').selectOption({ index: 0 })
    await dialog.locator('footer button.ant-btn-primary').click()
    await page.getByRole('heading', { name: '重算核对' }).waitFor({ timeout: STEP_MS })
    await page.locator('.page-head').getByText('预览稿').waitFor()
    for (const width of [1440, 390]) {
      await page.setViewportSize({ width, height: 900 })
      expect(await seriousBarriers(page)).toEqual([])
      expect(await overflow(page)).toBe(0)
    }
    await page.setViewportSize({ width: 1440, height: 900 })
    await page.getByRole('button', { name: '重新计算' }).click()
    await page.getByText('留存的行、报表和文件都未被改动').waitFor({ timeout: STEP_MS })
    const file = page.waitForEvent('download')
    await page.getByRole('link', { name: /^PDF/ }).click()
    expect((await file).suggestedFilename()).toMatch(/^YB-\d{4}-\d{2}-P1\.pdf$/)
    await page.getByRole('link', { name: /^计划巡检次数：\d+ 行$/ }).click()
    await page.getByRole('heading', { level: 1, name: /计划巡检次数/ }).waitFor({ timeout: STEP_MS })
    expect(await seriousBarriers(page)).toEqual([])
    expect(complaints).toEqual([])
  })

  it('are read by an auditor, and are no place of a district’s', async () => {
    const auditor = await visit(browser, product, 'auditor')
    await show(auditor.page, product, '/reports')
    await auditor.page.getByRole('link', { name: /^YB-/ }).waitFor({ timeout: STEP_MS })
    expect(await auditor.page.getByRole('button', { name: '生成报表' }).count()).toBe(0)
    const clerk = await visit(browser, product, 'district-clerk')
    expect(await clerk.page.getByRole('link', { name: '报表' }).count()).toBe(0)
  })
})
