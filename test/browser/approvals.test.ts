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

/** Nothing in the way of anybody, and nothing wider than the screen. */
async function isFit(page: Page): Promise<void> {
  expect(await seriousBarriers(page)).toEqual([])
  expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0)
}

const halfIn = async (page: Page) => (await page.locator('dialog .half code').textContent({ timeout: STEP_MS })) ?? ''
const dialogGone = (page: Page) => page.locator('dialog').waitFor({ state: 'detached', timeout: STEP_MS })

describe.skipIf(!existsSync(CHROMIUM))(`approvals in a browser (needs ${CHROMIUM})`, { timeout: TEST_MS }, () => {
  let product: Product
  let browser: Browser
  beforeAll(async () => {
    ;[product, browser] = await Promise.all([startProduct(), openBrowser()])
  }, TEST_MS)
  afterAll(async () => {
    await browser?.close()
    await product?.stop()
  })

  it('an account is asked for by one, approved by keyboard by another, and each has half of its password', async () => {
    const { page: one, complaints } = await visit(browser, product, 'security-admin')
    await show(one, product, '/accounts')
    await isFit(one)
    await one.getByRole('button', { name: '新建账号' }).click()
    const form = one.locator('dialog')
    await form.getByLabel('姓名').fill('赵六')
    await form.getByLabel('用户名').fill('zhao')
    await form.getByLabel('审计人员').check()
    await form.getByLabel('事由').fill('新同事到岗')
    await isFit(one)
    await one.getByRole('button', { name: '提交申请' }).click()
    const first = await halfIn(one)
    await show(one, product, '/approvals')
    await one.getByText('须由另一人审批。').waitFor({ timeout: STEP_MS })
    expect(await one.getByRole('button', { name: '批准', exact: true }).count()).toBe(0)
    await isFit(one)

    const { page: other, complaints: others } = await visit(browser, product, 'security-admin-2')
    await other.getByRole('navigation', { name: '主导航' }).first().getByText('1', { exact: true }).waitFor()
    await show(other, product, '/approvals')
    await other.getByText('为 赵六 新建账号 zhao').waitFor({ timeout: STEP_MS })
    await isFit(other)
    await other.keyboard.press('j')
    await other.keyboard.press('a')
    await other.getByRole('button', { name: '以本人身份批准' }).click()
    const second = await halfIn(other)
    await other.keyboard.press('Escape')
    await dialogGone(other)

    const { page: zhao } = await visit(browser, { ...product, passwordOf: () => `${first}-${second}` }, 'zhao', 390)
    await show(zhao, product, '/approvals/history')
    await zhao.getByText('赵六（zhao）').waitFor({ timeout: STEP_MS })
    await isFit(zhao)
    expect([...complaints, ...others]).toEqual([])
  })

  it('break-glass: new halves by two, and one person passes one thing alone, which everybody sees', async () => {
    const { page: one } = await visit(browser, product, 'security-admin')
    await show(one, product, '/approvals/break-glass')
    await one.getByRole('button', { name: '换发封存件…' }).click()
    await one.getByLabel('前半段持有人').fill('主任')
    await one.getByLabel('后半段持有人').fill('科长')
    await one.getByLabel('事由').fill('首次设置')
    await one.getByRole('button', { name: '提交申请' }).click()
    const first = await halfIn(one)
    const { page: other } = await visit(browser, product, 'security-admin-2')
    await show(other, product, '/approvals')
    await other.getByRole('button', { name: '批准', exact: true }).click({ timeout: STEP_MS })
    await other.getByRole('button', { name: '以本人身份批准' }).click()
    const second = await halfIn(other)

    const { page, complaints } = await visit(browser, product, 'security-admin', 390)
    await show(page, product, '/accounts')
    await page
      .getByRole('row', { name: /district-clerk/ })
      .getByRole('button', { name: '变更…' })
      .click()
    await page.getByLabel('变更内容').selectOption('disable')
    await page.getByLabel('事由').fill('账号疑似被盗用')
    await page.getByRole('button', { name: '提交申请' }).click()
    await page.getByText('已提交，等另一人审批。').waitFor({ timeout: STEP_MS })
    await show(page, product, '/approvals/break-glass')
    await isFit(page)
    await page.getByLabel('以何种角色放行').selectOption('security-admin')
    await page.getByLabel(/紧急事由/).fill('凌晨发现账号被盗用，另一名管理员联系不上')
    await page.getByLabel('封存的半段').fill(second)
    await page.getByRole('button', { name: '输入这半段' }).click()
    await page.getByRole('heading', { name: '输入另外半段' }).waitFor({ timeout: STEP_MS })
    await page.getByLabel('封存的半段').fill(first)
    await page.getByRole('button', { name: '打开应急通道' }).click()
    await page.getByRole('heading', { name: '应急通道已打开' }).waitFor({ timeout: STEP_MS })
    await isFit(page)
    await page.getByRole('button', { name: '应急放行' }).click()
    await page.getByText('已放行一件').waitFor({ timeout: STEP_MS })
    await page.getByText('没有可用的封存件', { exact: true }).waitFor()
    await isFit(page)
    expect(complaints).toEqual([])

    await show(other, product, '/tickets')
    await other.getByText('应急通道').first().waitFor({ timeout: STEP_MS })
  })
})
