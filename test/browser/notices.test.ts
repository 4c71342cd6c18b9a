import { existsSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CHROMIUM, openBrowser, type Product, seriousBarriers, show, startProduct, visit } from './stage.ts'

const TEST_MS = 360_000
const STEP_MS = 100_000

/** A WeCom robot on loopback: what it heard, under which key, and an answer that can be switched. */
interface Robot {
  url: string
  heard: { key: string | null; text: string }[]
  answer: string
  server: Server
}

async function startRobot(): Promise<Robot> {
  const robot: Omit<Robot, 'server'> = { url: '', heard: [], answer: '{"errcode":0,"errmsg":"ok"}' }
  const server = createServer(async (request, response) => {
    const { text: said } = JSON.parse(await text(request)) as { text: { content: string } }
    robot.heard.push({ key: new URL(request.url ?? '', 'http://robot').searchParams.get('key'), text: said.content })
    response.end(robot.answer)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  robot.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/send`
  return Object.assign(robot, { server })
}

const overflow = (page: Page) =>
  page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')

async function openChannel(page: Page, name: string, role: string, url: string): Promise<void> {
  await page.getByRole('button', { name: '添加通道' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('名称', { exact: true }).fill(name)
  await dialog.getByLabel('角色', { exact: true }).selectOption({ label: role })
  // As it is copied out of the group's settings: the key stands in it.
  await dialog.getByLabel('地址', { exact: true }).fill(url)
  expect(await dialog.getByLabel('地址中的 key', { exact: true }).inputValue()).not.toBe('')
  expect(await seriousBarriers(page)).toEqual([])
  await dialog.locator('footer button.ant-btn-primary').click()
  await dialog.waitFor({ state: 'detached', timeout: STEP_MS })
  await page.getByRole('cell', { name, exact: true }).waitFor({ timeout: STEP_MS })
}

/** Sends a test message and reads what the console makes of the answer. */
async function testChannel(page: Page, name: string): Promise<string> {
  await page.getByRole('button', { name: `测试 ${name}` }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: '立即发送' }).click()
  await dialog.locator('pre').waitFor({ timeout: STEP_MS })
  const said = await dialog.getByRole('status').innerText()
  await dialog.getByRole('button', { name: '取消' }).click()
  return said
}

describe.skipIf(!existsSync(CHROMIUM))(`notices in a browser (needs ${CHROMIUM})`, { timeout: TEST_MS }, () => {
  let product: Product
  let browser: Browser
  let robot: Robot
  let second: Robot
  beforeAll(async () => {
    ;[product, browser, robot, second] = await Promise.all([startProduct(), openBrowser(), startRobot(), startRobot()])
  }, TEST_MS)
  afterAll(async () => {
    robot?.server.close()
    second?.server.close()
    await browser?.close()
    await product?.stop()
  })

  it('go through a channel that was just opened and tested, with a receipt; a refused one shows its code', async () => {
    const { page: admin, complaints } = await visit(browser, product, 'security-admin')
    await show(admin, product, '/notices/channels')
    await admin.getByText('没有备用通道：').waitFor()
    await openChannel(admin, '运维群', '先发', `${robot.url}?key=first-key`)
    expect(await testChannel(admin, '运维群')).toMatch(/已接收[\s\S]*errcode":0/)
    expect(robot.heard).toMatchObject([{ key: 'first-key', text: expect.stringContaining('通道测试') }])
    await openChannel(admin, '备用群', '备用', `${second.url}?key=other-key`)
    robot.answer = '{"errcode":93000,"errmsg":"invalid webhook url"}'
    expect(await testChannel(admin, '运维群')).toMatch(/拒绝[\s\S]*93000/)
    expect(await seriousBarriers(admin)).toEqual([])
    expect(complaints).toEqual([])

    const { page } = await visit(browser, product, 'operator')
    await report(page, '一楼自助机无法打印')
    await show(page, product, '/notices')
    const refused = page.getByRole('row').filter({ hasText: '一楼自助机' }).filter({ hasText: '运维群' })
    await refused.getByText('93000').first().waitFor({ timeout: STEP_MS })
    expect(await refused.first().innerText()).toContain('被拒绝')
    const standIn = page.getByRole('row').filter({ hasText: '一楼自助机' }).filter({ hasText: '备用通道代发' })
    await standIn.getByText('已送达').waitFor({ timeout: STEP_MS })
    expect(second.heard.at(-1)?.text).toContain('备用通道发送')

    robot.answer = '{"errcode":0,"errmsg":"ok"}'
    await report(page, '二楼自助机无法打印')
    await show(page, product, '/notices')
    const sent = page.getByRole('row').filter({ hasText: '二楼自助机' }).filter({ hasText: '已送达' })
    await sent.first().waitFor({ timeout: STEP_MS })
    const mark = /#T\d{8}-\d{3}-\d+\.1/.exec(robot.heard.at(-1)?.text ?? '')?.[0] ?? 'no mark'
    expect(await sent.first().innerText()).toContain(mark)
    expect(await seriousBarriers(page)).toEqual([])
    await show(page, product, '/notices/unanswered')
    const waiting = page.getByRole('row').filter({ hasText: '二楼自助机' })
    expect(await waiting.innerText()).toMatch(/值班人员[\s\S]*第二值班人/)
    await page.context().close()
    await admin.context().close()
  })

  it('are silent in a maintenance window that an operator plans, and ends early', async () => {
    const { page, complaints } = await visit(browser, product, 'operator')
    await show(page, product, '/notices/maintenance')
    await page.getByRole('button', { name: '登记维护窗口' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('事由', { exact: true }).fill('核心交换机割接')
    await dialog.getByRole('checkbox').first().waitFor({ timeout: STEP_MS })
    expect(await seriousBarriers(page)).toEqual([])
    await dialog.locator('footer button.ant-btn-primary').click()
    await dialog.waitFor({ state: 'detached', timeout: STEP_MS })
    const row = page.getByRole('row').filter({ hasText: '核心交换机割接' })
    await row.getByText('进行中').waitFor({ timeout: STEP_MS })
    await report(page, '三楼自助机无法打印')
    await show(page, product, '/notices/silent')
    const silent = page.getByRole('row').filter({ hasText: '三楼自助机' })
    expect(await silent.innerText()).toContain('维护窗口')
    await show(page, product, '/notices/maintenance')
    await page.getByRole('button', { name: /^提前结束/ }).click()
    await page.getByRole('dialog').locator('footer button.ant-btn-primary').click()
    await page.getByRole('dialog').waitFor({ state: 'detached', timeout: STEP_MS })
    await row.locator('.verdict', { hasText: '提前结束' }).waitFor({ timeout: STEP_MS })
    expect(await seriousBarriers(page)).toEqual([])
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it('fit a phone without sideways scrolling, and keep their forms from an auditor', async () => {
    const { page } = await visit(browser, product, 'auditor', 390)
    for (const path of ['', '/silent', '/unanswered', '/maintenance', '/channels']) {
      await show(page, product, `/notices${path}`)
      expect(await overflow(page), path).toBe(0)
      expect(await seriousBarriers(page), path).toEqual([])
      expect(await page.locator('.page-head button').count(), path).toBe(0)
    }
    await page.context().close()
  })

  /** A fault somebody called in. */
  async function report(page: Page, title: string): Promise<void> {
    await show(page, product, '/tickets')
    await page.getByRole('button', { name: '登记工单' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('标题', { exact: true }).fill(title)
    await dialog.getByLabel('报告人', { exact: true }).fill('大厅')
    await dialog.locator('footer button.ant-btn-primary').click()
    await page.getByRole('heading', { name: '时限' }).waitFor({ timeout: STEP_MS })
  }
})
