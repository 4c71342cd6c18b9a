import { existsSync, readFileSync } from 'node:fs'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { spreadsheets } from '#adapters/spreadsheet/xlsx.ts'
import {
  approveAs,
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

/** Does what the open dialog offers. */
const agree = (page: Page) => page.locator('dialog footer button').last().click()
const dialogGone = (page: Page) => page.locator('dialog').waitFor({ state: 'detached', timeout: STEP_MS })

describe.skipIf(!existsSync(CHROMIUM))(
  `the estate of site certificates in a browser (needs ${CHROMIUM})`,
  { timeout: TEST_MS },
  () => {
    let product: Product
    let browser: Browser
    beforeAll(async () => {
      ;[product, browser] = await Promise.all([startProduct(), openBrowser()])
    }, TEST_MS)
    afterAll(async () => {
      await browser?.close()
      await product?.stop()
    })

    const openLineage = async (page: Page, name: string) => {
      await show(page, product, '/certificates/lineages')
      await page.getByRole('link', { name, exact: true }).click()
      await page.locator('h1', { hasText: name }).waitFor()
    }

    it('lets an operator record, correct and retire a place, and tells a mistake in words', async () => {
      const { page, complaints } = await visit(browser, product, 'operator')
      await openLineage(page, '*.rsj.sh.gov.cn')
      await page.getByRole('button', { name: '登记部署位置' }).click()
      await page.getByLabel('设备类型').selectOption('f5-bigip')
      await page.getByLabel('版本').fill('16.1')
      await page.getByLabel('节点', { exact: true }).fill('负载-丙')
      await page.getByLabel('节点地址').fill('not a host')
      await page.getByLabel('访问域名（SNI）').fill('www.rsj.sh.gov.cn')
      await page.getByLabel('启用 TLS 的方式').selectOption('smtp')
      await agree(page)
      await page.locator('dialog').getByRole('alert').waitFor()
      await page.getByLabel('节点地址').fill('127.0.0.77')
      await agree(page)
      await dialogGone(page)
      const row = page.getByRole('row', { name: /负载-丙/ })
      expect(await row.innerText()).toMatch(/F5[\s\S]*16\.1/)

      await row.getByRole('button', { name: '修改：负载-丙' }).click()
      expect(await page.getByLabel('启用 TLS 的方式').inputValue()).toBe('smtp')
      await page.getByLabel('节点', { exact: true }).fill('负载-丁')
      await agree(page)
      await dialogGone(page)
      await page.getByRole('button', { name: '撤销登记：负载-丁' }).click()
      await page.locator('dialog textarea').fill('设备下线')
      await agree(page)
      await dialogGone(page)
      expect(await page.getByText('负载-丁').count()).toBe(0)
      // The one refusal above is the browser's to mention, and no other.
      expect(complaints.filter((one) => !one.includes('400'))).toEqual([])
      await page.context().close()
    })

    it('keeps who answers for a lineage, where its key was born, and until when a validation holds', async () => {
      const { page, complaints } = await visit(browser, product, 'operator')
      await openLineage(page, 'worldskills2022.com')
      await page.getByRole('button', { name: '修改责任人与用途' }).click()
      await page.getByLabel('责任人', { exact: true }).fill('网络安全科')
      await page.getByLabel('信任').selectOption('public')
      await agree(page)
      await dialogGone(page)
      await page.locator('.page-head', { hasText: '网络安全科' }).waitFor()
      await page.getByRole('button', { name: '登记验证' }).click()
      await page.getByLabel('方式与依据').fill('DNS TXT')
      await agree(page)
      await dialogGone(page)
      const evidence = page.getByRole('row', { name: /域名控制权/ })
      expect(await evidence.innerText()).toContain('可复用')
      await page
        .getByRole('button', { name: /修改 .*的密钥登记/ })
        .first()
        .click()
      await page.getByLabel('保管处').fill('机房二号密码柜')
      await agree(page)
      await dialogGone(page)
      await page.getByText('机房二号密码柜').first().waitFor()
      expect(complaints).toEqual([])
      await page.context().close()
    })

    it('searches only where the system administrator allows it, and goes on while nobody looks', async () => {
      const { page: operator, complaints } = await visit(browser, product, 'operator')
      await show(operator, product, '/certificates/discovery')
      expect(await operator.getByRole('button', { name: '开始查找' }).isDisabled()).toBe(true)
      expect(await operator.getByRole('button', { name: '添加允许范围' }).count()).toBe(0)

      const { page: admin } = await visit(browser, product, 'system-admin')
      await admin.getByRole('link', { name: '发现' }).first().click()
      await admin.getByRole('button', { name: '添加允许范围' }).click()
      await admin.getByLabel('网段').fill('127.0.0.0/30')
      await admin.getByLabel('端口').fill('443, 8443')
      await admin.getByLabel('理由（记入审计）').fill('实验室网段')
      await agree(admin)
      await dialogGone(admin)
      expect(await admin.locator('main').innerText()).toContain('127.0.0.0/30')
      expect(await admin.getByRole('button', { name: '开始查找' }).count()).toBe(0)
      await admin.context().close()

      await show(operator, product, '/certificates/discovery')
      await operator.getByRole('button', { name: '开始查找' }).click()
      await agree(operator)
      await operator.waitForURL(/discovery\/.+/)
      expect(await seriousBarriers(operator)).toEqual([])
      // Left, and come back to.
      await show(operator, product, '/today')
      await show(operator, product, '/certificates/discovery')
      await operator.getByRole('link', { name: '127.0.0.0/30' }).click()
      await operator.locator('.page-head').getByText('完成').waitFor({ timeout: 90_000 })
      expect(await operator.locator('main').innerText()).toContain('8 / 8')
      expect(complaints).toEqual([])
      await operator.context().close()
    })

    it('does one thing to several lineages at once and says how each fared; the table can be taken along', async () => {
      const { page, complaints } = await visit(browser, product, 'operator')
      await show(page, product, '/certificates/lineages')
      expect(await page.getByRole('button', { name: '指定责任人' }).isDisabled()).toBe(true)
      await page.getByRole('checkbox', { name: '选择 *.rsj.sh.gov.cn' }).focus()
      await page.keyboard.press('Space')
      await page.getByRole('checkbox', { name: '选择 *.rsj.sh.cegn.cn' }).check()
      await page.getByText('已选 2 条').waitFor()
      await page.getByRole('button', { name: '指定责任人' }).click()
      await page.getByLabel('责任人', { exact: true }).fill('=cmd|calc')
      await agree(page)
      await page.locator('.bulk-outcomes .tone-good').nth(1).waitFor({ timeout: STEP_MS })
      await page.keyboard.press('Escape')
      await page.getByRole('button', { name: '立即核验' }).click()
      await agree(page)
      await page.locator('.bulk-outcomes', { hasText: /已证实 2 \/ 2 处/ }).waitFor({ timeout: STEP_MS })
      await page.keyboard.press('Escape')
      // One node is left behind on purpose: its lineage says so, and may be told to be silent about what may be waived.
      await page.getByRole('button', { name: '豁免' }).click()
      await page.locator('dialog option', { hasText: '续期只完成了一部分' }).waitFor({ state: 'attached' })
      await page.locator('dialog textarea').fill('下周更换')
      await agree(page)
      await page.locator('.bulk-outcomes .tone-good').first().waitFor({ timeout: STEP_MS })
      expect(await page.locator('.bulk-outcomes').innerText()).toMatch(/跳过[\s\S]*没有此告警/)
      await page.keyboard.press('Escape')

      const [file] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('link', { name: '导出所选（xlsx）' }).click(),
      ])
      const read = await spreadsheets.read(readFileSync(await file.path()))
      if (!read.ok) throw new Error(read.error)
      const [lineages, places] = read.value
      expect(lineages?.rows.slice(1).map(([name, owner]) => [name, owner])).toEqual([
        ['*.rsj.sh.gov.cn', '=cmd|calc'],
        ['*.rsj.sh.cegn.cn', '=cmd|calc'],
      ])
      // Each node, and the address before them where it was asked too.
      expect(new Set(places?.rows.slice(1).map(([lineage, node]) => `${lineage} ${node}`)).size).toBe(4)
      expect(complaints).toEqual([])
      await page.context().close()
    })

    it('shows at 390 px what is wrong at each place, and lets a waiver be ended', async () => {
      const { page, complaints } = await visit(browser, product, 'operator', 390)
      await openLineage(page, '*.rsj.sh.gov.cn')
      const end = page.getByRole('button', { name: /^结束豁免/ })
      await end.first().waitFor()
      await end.first().click()
      await page.locator('dialog textarea').fill('已更换')
      await agree(page)
      await dialogGone(page)
      await page.getByText('续期只完成了一部分').first().waitFor()
      expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0)
      expect(await seriousBarriers(page)).toEqual([])
      expect(complaints).toEqual([])
      await page.context().close()
    })

    it('draws when every lineage ends, and says the same in a table', async () => {
      for (const width of [1440, 390]) {
        const { page, complaints } = await visit(browser, product, 'operator', width)
        await show(page, product, '/certificates/calendar')
        const drawing = page.getByRole('img', { name: /3 条谱系的到期时间图/ })
        await drawing.waitFor()
        expect(await drawing.locator('.end').count()).toBe(3)
        expect(await drawing.getByText(/起签发 ≤ 100 天/).count()).toBe(1)
        expect(await page.locator('tbody tr').count()).toBe(3)
        expect(await seriousBarriers(page)).toEqual([])
        expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0)
        expect(complaints).toEqual([])
        await page.context().close()
      }
    })

    it('orders a certificate from a CA that the security administrator set up', async () => {
      const { page: security } = await visit(browser, product, 'security-admin')
      await show(security, product, '/certificates/issuers')
      await security.getByRole('button', { name: '添加连接' }).click()
      await security.getByLabel('种类').selectOption('manual')
      await security.getByLabel('名称').fill('市 CA 窗口')
      await security.getByLabel('联系方式').fill('受理大厅')
      await agree(security)
      await dialogGone(security)
      expect(await security.getByRole('button', { name: '申请下单' }).count()).toBe(0)
      await security.context().close()

      const { page, complaints } = await visit(browser, product, 'operator')
      await show(page, product, '/certificates/requests/new')
      await page.getByLabel('主域名').fill('order.rsj.sh.gov.cn')
      await page.getByRole('button', { name: '生成申请文件' }).click()
      await page.getByText('申请文件已生成').waitFor({ timeout: STEP_MS })
      await show(page, product, '/certificates/issuers')
      await page.getByRole('button', { name: '申请下单' }).click()
      await page.locator('dialog').getByLabel('CA 连接').selectOption({ label: '市 CA 窗口 · 人工往来' })
      await page.locator('dialog').getByLabel('证书申请').selectOption({ index: 1 })
      await agree(page)
      await page.getByText('已提交，等另一人审批。').waitFor({ timeout: STEP_MS })
      await approveAs(browser, product, 'operator-2')
      await show(page, product, '/certificates/issuers')
      await page.locator('main').getByRole('link', { name: 'order.rsj.sh.gov.cn' }).first().click()
      await page.waitForURL(/orders\/.+/)
      const [pack] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: '下载申请包（ZIP）' }).click(),
      ])
      expect(
        readFileSync(await pack.path())
          .subarray(0, 2)
          .toString(),
      ).toBe('PK')
      expect(await seriousBarriers(page)).toEqual([])
      expect(complaints).toEqual([])
      await page.context().close()
    })

    it('shows a district the list and the certificate, and no node, no address, no way to change anything', async () => {
      const { page, complaints } = await visit(browser, product, 'district-clerk')
      await show(page, product, '/certificates/lineages')
      await page.getByText('*.rsj.sh.gov.cn').first().waitFor()
      const tabs = page.getByRole('navigation', { name: '证书' }).last()
      expect(await tabs.innerText()).not.toMatch(/发现|CA 与订单|到期日历|安装手册/)
      expect(await page.locator('main').innerText()).not.toMatch(/127\.0\.0\./)
      expect(await page.locator('input[type=checkbox]').count()).toBe(0)
      expect(await page.getByRole('button', { name: /核验|豁免|责任人|执行单/ }).count()).toBe(0)

      const [file] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('link', { name: '导出全部（xlsx）' }).click(),
      ])
      const read = await spreadsheets.read(readFileSync(await file.path()))
      expect(read.ok && read.value.map(({ name }) => name)).toEqual(['谱系'])

      await show(page, product, '/certificates')
      await page.locator('tbody a').first().click()
      await page.getByText('SHA-256').first().waitFor()
      expect(await page.locator('main').innerText()).not.toMatch(/127\.0\.0\.|site-gov-|site-cegn-/)
      expect(complaints).toEqual([])
      for (const path of ['/lineages/x', '/expiry-plan', '/discoveries', '/issuer-orders', '/unknown-certificates']) {
        const answer = await page.request.get(new URL(`/api/v1${path}`, product.url).href)
        expect([path, answer.status()]).toEqual([path, 403])
      }
      await page.context().close()
    })
  },
)
