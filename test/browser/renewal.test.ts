import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { unzipSync, zipSync } from 'fflate'
import type { Browser, Download, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { opensslWorkshop } from '../support/openssl.ts'
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

const SITE = '*.rsj.sh.gov.cn'

let product: Product
let browser: Browser

beforeAll(async () => {
  if (!existsSync(CHROMIUM)) return
  product = await startProduct()
  browser = await openBrowser()
}, TEST_MS)
afterAll(async () => {
  await browser?.close()
  await product?.stop()
}, TEST_MS)

async function textOf(download: Promise<Download>): Promise<Buffer> {
  return readFileSync(await (await download).path())
}

/** What the CA sends back for a request, as PEM. */
async function certified(csr: string, site = 'site-gov'): Promise<string> {
  const answer = await fetch(`${product.laboratory}/sites/${site}/certificates`, { method: 'POST', body: csr })
  expect(answer.status).toBe(200)
  return answer.text()
}

/** What the administrator of a node does with the package: its files onto the server, and a reload. */
async function install(node: string, identity: { chain: string; key: string }): Promise<void> {
  const answer = await fetch(`${product.laboratory}/services/${node}/identity`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(identity),
  })
  expect(answer.status).toBe(200)
}

/** The page as it is now: nothing in the way of anybody, and nothing wider than a phone. */
async function isFit(page: Page): Promise<void> {
  expect(await seriousBarriers(page)).toEqual([])
  await page.setViewportSize({ width: 390, height: 844 })
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390)
  await page.setViewportSize({ width: 1440, height: 900 })
}

const go = (page: Page, name: string) =>
  page.getByRole('link', { name }).or(page.getByRole('button', { name })).first().click()
const heading = (page: Page, name: string) => page.getByRole('heading', { name }).waitFor({ timeout: STEP_MS })

it.skipIf(!existsSync(CHROMIUM))(
  'an operator renews a certificate from its lineage to the proof on every node, and half of it is named as half',
  async () => {
    const { page, complaints } = await visit(browser, product, 'operator')
    await show(page, product, '/certificates/lineages')
    await page.getByRole('link', { name: SITE, exact: true }).click()
    await heading(page, SITE)
    await isFit(page)
    await go(page, '续期')

    await heading(page, '为什么现在续期')
    await isFit(page)
    await go(page, '下一步：密钥与申请')
    await heading(page, '密钥在哪里生成')
    await isFit(page)
    await page.getByRole('button', { name: '生成申请文件' }).click()
    await heading(page, '申请已就绪')
    await isFit(page)
    const { pathname } = new URL(page.url())

    // Left here, and come back to without anything in the address.
    await show(page, product, pathname)
    await heading(page, '申请文件（CSR）')
    await isFit(page)
    const asked = page.waitForEvent('download')
    await page.getByRole('button', { name: '下载 CSR' }).click()
    const chain = await certified((await textOf(asked)).toString())
    const [leaf = '', issuing = ''] = chain.split(/(?<=-----END CERTIFICATE-----\n)/)

    await go(page, '下一步：上传 CA 的回复')
    const drop = page.getByLabel('把 CA 给的所有文件一起拖到这里')
    await drop.setInputFiles([{ name: 'ca.pem', mimeType: 'text/plain', buffer: Buffer.from(issuing) }])
    await page.getByText('拒收').waitFor({ timeout: STEP_MS })
    await isFit(page)
    const zip = Buffer.from(zipSync({ 'b/ca.crt': Buffer.from(issuing), 'a/site.crt': Buffer.from(leaf) }))
    await drop.setInputFiles([{ name: 'reply.zip', mimeType: 'application/zip', buffer: zip }])
    await page.getByText('证书与申请相符，已进入本谱系。').waitFor({ timeout: STEP_MS })
    await isFit(page)

    await go(page, '下一步：新旧对照')
    await page.getByText('名称不变').waitFor({ timeout: STEP_MS })
    await page.getByText('已换新密钥').waitFor()
    await isFit(page)

    await go(page, '下一步：安装包')
    await page.getByText('预检：未发现该设备会拒绝的内容').waitFor({ timeout: STEP_MS })
    await page.getByRole('checkbox', { name: /把私钥一并放进安装包/ }).check()
    await isFit(page)
    // The key leaves the service by two persons: asked for here, approved there, fetched once.
    await page.getByRole('button', { name: '申请带私钥的安装包' }).click()
    await page.getByText('已提交，等另一人审批。').waitFor({ timeout: STEP_MS })
    await isFit(page)
    await approveAs(browser, product, 'operator-2')
    const packed = page.waitForEvent('download', { timeout: STEP_MS })
    await page.getByRole('button', { name: '下载安装包' }).click({ timeout: STEP_MS })
    const files = unzipSync(await textOf(packed))
    const named = (end: RegExp) =>
      Buffer.from(Object.entries(files).find(([name]) => end.test(name))?.[1] ?? new Uint8Array()).toString()
    const identity = { chain: named(/fullchain\.pem$/), key: named(/\.key$/) }

    await go(page, '下一步：部署与核验')
    await heading(page, '打开部署执行单')
    await isFit(page)
    await page.getByRole('button', { name: '打开执行单' }).click()
    await heading(page, '步骤与证据')

    await install('site-gov-a', identity)
    await page.getByRole('button', { name: '登记' }).first().click()
    await page.getByLabel('证据：工单号、设备输出、截图说明').fill('nginx -s reload 已执行')
    await page.getByRole('button', { name: '已完成', exact: true }).click()
    await page.getByText('nginx -s reload 已执行').waitFor({ timeout: STEP_MS })
    await page.getByRole('button', { name: '立即核验所有节点' }).click()
    await page.getByText('半更新').waitFor({ timeout: STEP_MS })
    const standing = page.getByRole('status')
    expect(await standing.first().textContent()).toMatch(/site-gov-b/)
    expect(await page.getByText('已更新', { exact: true }).count()).toBe(0)
    await isFit(page)

    await install('site-gov-b', identity)
    await show(page, product, pathname)
    await heading(page, '步骤与证据')
    await page.getByRole('button', { name: '立即核验所有节点' }).click()
    await page.getByText('每一处部署都已证实出示新证书。').waitFor({ timeout: STEP_MS })
    expect(await page.getByText('半更新').count()).toBe(0)
    await isFit(page)

    await show(page, product, '/certificates/runs')
    await page.getByRole('link', { name: SITE }).first().waitFor({ timeout: STEP_MS })
    await isFit(page)
    expect(complaints).toEqual([])
  },
  TEST_MS,
)

/** Makes the request, has it answered, hands the answer in, takes the package: what every replacement needs. */
async function renewed(page: Page, site: string): Promise<{ chain: string; key: string }> {
  await page.getByRole('button', { name: '生成申请文件' }).click()
  await go(page, '下一步：提交 CA')
  const asked = page.waitForEvent('download')
  await page.getByRole('button', { name: '下载 CSR' }).click()
  const chain = await certified((await textOf(asked)).toString(), site)
  await go(page, '下一步：上传 CA 的回复')
  const drop = page.getByLabel('把 CA 给的所有文件一起拖到这里')
  await drop.setInputFiles([{ name: 'reply.pem', mimeType: 'text/plain', buffer: Buffer.from(chain) }])
  await page.getByText('证书与申请相符，已进入本谱系。').waitFor({ timeout: STEP_MS })
  await go(page, '下一步：新旧对照')
  await go(page, '下一步：安装包')
  await page.getByRole('checkbox', { name: /把私钥一并放进安装包/ }).check()
  await page.getByRole('button', { name: '申请带私钥的安装包' }).click()
  await page.getByText('已提交，等另一人审批。').waitFor({ timeout: STEP_MS })
  await approveAs(browser, product, 'operator-2')
  const packed = page.waitForEvent('download', { timeout: STEP_MS })
  await page.getByRole('button', { name: '下载安装包' }).click({ timeout: STEP_MS })
  const files = unzipSync(await textOf(packed))
  const named = (end: RegExp) =>
    Buffer.from(Object.entries(files).find(([name]) => end.test(name))?.[1] ?? new Uint8Array()).toString()
  return { chain: named(/fullchain\.pem$/), key: named(/\.key$/) }
}

it.skipIf(!existsSync(CHROMIUM))(
  'a compromised key is replaced on every node, and the run stays open until the revocation is seen',
  async () => {
    const { page, complaints } = await visit(browser, product, 'operator')
    await show(page, product, '/certificates/lineages')
    await page.getByRole('link', { name: '*.rsj.sh.cegn.cn', exact: true }).click()
    await page.getByRole('button', { name: '密钥泄露…' }).click()
    await page.getByLabel('事由').fill('私钥文件出现在公共代码库')
    await page.getByRole('button', { name: '登记泄露并打开执行单' }).click()
    await heading(page, '选定替换证书')
    await isFit(page)
    const run = page.url()

    await go(page, '为替换申请证书')
    await heading(page, '密钥在哪里生成')
    const identity = await renewed(page, 'site-cegn')
    await install('site-cegn-a', identity)
    await install('site-cegn-b', identity)

    await show(page, product, new URL(run).pathname)
    await page.getByRole('button', { name: '用它替换' }).first().click()
    await page.getByRole('heading', { name: '选定替换证书' }).waitFor({ state: 'detached', timeout: STEP_MS })
    await page.getByRole('button', { name: '登记' }).first().click()
    await page.getByText('没有可直接吊销的 CA 连接').waitFor()
    await isFit(page)
    await page.getByLabel('证据：工单号、设备输出、截图说明').fill('CA 受理单 2026-1121')
    await page.getByRole('button', { name: '已完成', exact: true }).click()
    // Also in the field, until that is emptied.
    await page
      .getByRole('region', { name: '步骤与证据' })
      .getByText('CA 受理单 2026-1121')
      .first()
      .waitFor({ timeout: STEP_MS })
    await page.getByRole('button', { name: '立即核验所有节点' }).click()
    await page.getByText('3 个地址中 3 个符合应出示').waitFor({ timeout: STEP_MS })
    const confirmed = page.getByRole('row', { name: /在 CRL 中见到吊销/ })
    expect(await confirmed.textContent()).toMatch(/待办/)
    expect(await page.getByText('已替换', { exact: true }).count()).toBe(0)
    await isFit(page)
    expect(complaints).toEqual([])
  },
  TEST_MS,
)

it.skipIf(!existsSync(CHROMIUM))(
  'a key born on the device has its commands filled in, and its request is taken and linted',
  async () => {
    const { page, complaints } = await visit(browser, product, 'operator')
    await show(page, product, '/certificates/lineages')
    await page.getByRole('link', { name: 'worldskills2022.com', exact: true }).click()
    await go(page, '续期')
    await go(page, '下一步：密钥与申请')
    await page.getByText('在设备上生成', { exact: true }).click()
    const commands = page.locator('pre.block').first()
    await commands.waitFor({ timeout: STEP_MS })
    expect(await commands.textContent()).toMatch(/openssl req[\s\S]*worldskills2022\.com/)
    await isFit(page)
    const shop = opensslWorkshop()
    const out = join(shop.directory, 'device.csr')
    const key = join(shop.directory, 'device.key')
    const names = 'subjectAltName=DNS:worldskills2022.com,DNS:www.worldskills2022.com'
    const subject = ['-subj', '/C=CN/CN=worldskills2022.com', '-addext', names]
    shop.run('req', '-new', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, ...subject, '-out', out)
    const csr = readFileSync(out)
    shop.close()
    await page
      .getByLabel('把申请文件（CSR）拖到这里')
      .setInputFiles([{ name: 'device.csr', mimeType: 'text/plain', buffer: csr }])
    await page.getByRole('button', { name: '收下申请' }).click()
    await heading(page, '申请已就绪')
    await page.getByText('设备内生成', { exact: true }).first().waitFor()
    await page
      .getByText(/合规检查/)
      .first()
      .waitFor()
    await isFit(page)
    expect(complaints).toEqual([])
  },
  TEST_MS,
)
