import { existsSync, readFileSync } from 'node:fs'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { spreadsheets } from '#adapters/spreadsheet/xlsx.ts'
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

const PAGES = [
  '/today',
  '/systems',
  '/certificates',
  '/certificates/requests',
  '/certificates/requests/new',
  '/certificates/recipes',
  '/certificates/recipes/nginx?commonName=www.rsj.sh.gov.cn',
  '/verification',
  '/verification/batches',
  '/verification/compare',
  '/inspections',
  '/inspections?show=calendar',
  '/inspections/findings',
  '/inspections/backups',
]

/** Presses a button and the one that confirms it. */
async function confirm(page: Page, name: string): Promise<void> {
  await page.locator('main').getByRole('button', { name }).click()
  await page.getByRole('tooltip').getByRole('button', { name }).click()
}

/** Writes one text per project until no manual item is open; how many projects that took. */
async function fillInBulk(page: Page): Promise<number> {
  await page.getByRole('button', { name: '批量填写' }).click()
  const dialog = page.getByRole('dialog')
  const projects = Number(/还有 (\d+) 个/.exec(await dialog.getByText('个未填').innerText())?.[1])
  for (let left = projects; left > 0; left--) {
    await dialog.getByText(`还有 ${left} 个未填`).waitFor({ timeout: STEP_MS })
    await dialog.getByLabel('写给下列各节点').fill('实测 0.4 ms，无告警')
    await dialog.getByRole('button', { name: '保存' }).click()
  }
  await dialog.getByText('人工巡检项已全部填写').waitFor({ timeout: STEP_MS })
  await dialog.getByRole('button', { name: '关闭' }).click()
  return projects
}

describe.skipIf(!existsSync(CHROMIUM))(`the console in a browser (needs ${CHROMIUM})`, { timeout: TEST_MS }, () => {
  let product: Product
  let browser: Browser
  beforeAll(async () => {
    ;[product, browser] = await Promise.all([startProduct(), openBrowser()])
  }, TEST_MS)
  afterAll(async () => {
    await browser?.close()
    await product?.stop()
  })

  it('refuses a wrong password in words, and takes the right one', async () => {
    const page = await browser.newPage({ locale: 'zh-CN' })
    await page.goto(product.url)
    await page.getByLabel('用户名').fill('operator')
    await page.getByLabel('密码').fill('not-the-password')
    await page.getByRole('button', { name: '登录', exact: true }).click()
    await page.getByRole('alert').waitFor({ timeout: STEP_MS })
    expect(await page.getByRole('alert').innerText()).toContain('请求编号')
    await page.close()
    const { page: signedIn } = await visit(browser, product, 'operator')
    expect(await signedIn.locator('.rail').innerText()).toContain('运维人员')
    await signedIn.context().close()
  })

  it('shows each role its own places only', async () => {
    const placesOf = async (username: string) => {
      const { page } = await visit(browser, product, username)
      const places = await page.locator('.rail .places .place').allInnerTexts()
      await page.context().close()
      return places
    }
    expect(await placesOf('operator')).toEqual([
      '今日',
      '待批',
      '系统',
      '证书',
      '在线检测',
      '验签',
      '签名与盖章',
      '印章',
      '信任',
      '签发机构',
      '同步人社部',
      '巡检',
      '工单',
      '通知',
      '报表',
    ])
    expect(await placesOf('auditor')).toEqual([
      '今日',
      '待批',
      '人员证书',
      '系统',
      '证书',
      '人员',
      '在线检测',
      '验签',
      '印章',
      '信任',
      '签发机构',
      '同步人社部',
      '巡检',
      '工单',
      '通知',
      '报表',
      '谁持有',
      '审计',
      '密评与等保',
    ])
    expect(await placesOf('district-clerk')).toEqual([
      '受理台',
      '人员证书',
      '证书',
      '审核队列',
      '人员',
      '在线检测',
      '验签',
      '印章',
    ])
  })

  it('fills a recipe in for a site and shows where the commands end up', async () => {
    const { page, complaints } = await visit(browser, product, 'operator')
    await show(page, product, '/certificates/recipes')
    await page.getByRole('link', { name: 'nginx', exact: true }).click()
    await page.getByLabel('主域名').fill('*.rsj.sh.gov.cn')
    await page.getByRole('button', { name: '生成命令' }).click()
    await page.getByText('六、回退').waitFor({ timeout: STEP_MS })
    expect(await page.locator('main').innerText()).toContain("-addext subjectAltName='DNS:*.rsj.sh.gov.cn'")
    expect(await page.locator('main').innerText()).toContain('已实际执行')
    expect(page.url()).toContain('commonName=*.rsj.sh.gov.cn')
    expect(await seriousBarriers(page)).toEqual([])
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it(
    'follows the first round to its end, down to the evidence of a finding',
    async () => {
      const { page, complaints } = await visit(browser, product, 'operator')
      await show(page, product, '/today')
      const card = page.locator('.panel', { hasText: '首次巡检' })
      await card.getByText('待人工').waitFor({ timeout: TEST_MS })
      await page.getByText('处理：').first().waitFor()
      await card.getByRole('link', { name: '首次巡检' }).click()
      await page.getByText('系统与层次').waitFor()
      await page.locator('.ant-segmented-item', { hasText: '异常' }).click()
      await page.locator('td[data-label="检查时间"] a').first().click()
      await page.getByText('原始证据').waitFor()
      expect(await page.locator('h1').innerText()).not.toBe('…')
      expect(complaints).toEqual([])
      await page.context().close()
    },
    TEST_MS,
  )

  it(
    'takes an extra round from its request to its record: two persons, never one twice',
    async () => {
      const { page, complaints } = await visit(browser, product, 'operator')
      await show(page, product, '/inspections')
      await page.getByRole('button', { name: '加开巡检' }).click()
      await page.getByLabel('原因').fill('变更后复查')
      await page.getByRole('button', { name: '开始巡检' }).click()
      await page.locator('.page-head').getByText('待人工').waitFor({ timeout: TEST_MS })
      expect(await fillInBulk(page)).toBeGreaterThan(5)
      await confirm(page, '巡检人签字')
      await page.locator('.page-head').getByText('待复核').waitFor({ timeout: STEP_MS })
      expect(complaints).toEqual([])
      await confirm(page, '复核通过')
      await page.getByText('复核人必须不是巡检人本人').waitFor({ timeout: STEP_MS })

      const { page: other, complaints: others } = await visit(browser, product, 'auditor')
      await other.goto(page.url())
      await confirm(other, '复核通过')
      await other.locator('.page-head').getByText('已完成（准时）').waitFor({ timeout: STEP_MS })
      const [record] = await Promise.all([
        other.waitForEvent('download'),
        other.getByRole('link', { name: '下载巡检情况表' }).click(),
      ])
      const sheets = await spreadsheets.read(readFileSync(await record.path()))
      const [heading = [], ...rows] = (sheets.ok && sheets.value[0]?.rows) || []
      const signed = rows.map((row) => ['结论', '巡检人', '复核人'].map((name) => row[heading.indexOf(name)]))
      expect(signed.length).toBeGreaterThan(150)
      expect(signed.filter((row) => !row[0] || row[1] !== '运维操作员' || row[2] !== '审计员')).toEqual([])
      expect(others).toEqual([])
      await Promise.all([page.context().close(), other.context().close()])
    },
    TEST_MS,
  )

  it('makes a certificate request and offers it for the CA', async () => {
    const { page, complaints } = await visit(browser, product, 'operator')
    await show(page, product, '/certificates/requests/new')
    await page.getByLabel('主域名').fill('zzjb.rsj.sh.gov.cn')
    await page.getByRole('button', { name: '生成申请文件' }).click()
    await page.getByText('申请文件已生成').waitFor({ timeout: STEP_MS })
    expect(await page.locator('pre').innerText()).toMatch(/^-----BEGIN CERTIFICATE REQUEST-----/)
    await show(page, product, '/certificates/requests')
    expect(await page.locator('tbody').innerText()).toContain('zzjb.rsj.sh.gov.cn')
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it.each([1440, 390])(
    'has no serious barrier and does not overflow at %i px',
    async (width) => {
      const { page, complaints } = await visit(browser, product, 'operator', width)
      for (const path of PAGES) {
        await show(page, product, path)
        expect([path, await seriousBarriers(page)]).toEqual([path, []])
        expect([path, await page.evaluate('document.documentElement.scrollWidth - innerWidth')]).toEqual([path, 0])
      }
      expect(complaints).toEqual([])
      await page.context().close()
    },
    TEST_MS,
  )

  it('shows the auditor an unbroken trail', async () => {
    const { page } = await visit(browser, product, 'auditor')
    await show(page, product, '/audit')
    await page.getByText('审计链完整').waitFor({ timeout: STEP_MS })
    expect(await page.locator('tbody tr').count()).toBeGreaterThan(3)
    await page.context().close()
  })
})
