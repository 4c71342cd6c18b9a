// `node --import tsx scripts/pictures.ts`: the README's pictures of the console, taken from the built product with its sample estate.

import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { openBrowser, show, signedFile, startProduct, visit } from '../test/browser/stage.ts'

const FOLDER = fileURLToPath(new URL('../docs/pictures/', import.meta.url))
const ROUND_MS = 120_000
const PAGES = { today: '/today', systems: '/systems', certificates: '/certificates', inspections: '/inspections' }

const product = await startProduct()
const browser = await openBrowser()
mkdirSync(FOLDER, { recursive: true })
try {
  for (const width of [1440, 390]) {
    const { page } = await visit(browser, product, 'operator', width)
    const shoot = (name: string) => page.screenshot({ path: `${FOLDER}${name}-${width}.png` })
    await show(page, product, '/today')
    await page.getByText('待人工').first().waitFor({ timeout: ROUND_MS })
    for (const [name, path] of Object.entries(PAGES)) {
      await show(page, product, path)
      await shoot(name)
    }
    await page.getByRole('link', { name: '首次巡检' }).first().click()
    await page.getByRole('heading', { level: 1, name: /首次/ }).waitFor()
    await page.locator('.bone').first().waitFor({ state: 'detached' })
    await shoot('round')
    await shootSites(page, shoot)
    const { tampered, anchor } = await signedFile()
    await show(page, product, '/verification')
    await page.getByLabel('把签名文件拖到这里').setInputFiles([
      { name: '参保证明.p7s', mimeType: '', buffer: tampered },
      { name: 'root.der', mimeType: '', buffer: anchor },
    ])
    await page.getByRole('button', { name: '开始验证' }).click()
    await page.locator('.banner').waitFor()
    await shoot('verification')
    await shootDocuments(page, shoot)
    await page.context().close()
  }
} finally {
  await browser.close()
  await product.stop()
}

/** A site certificate with one node behind, its renewal, and a ticket with its clocks. */
async function shootSites(page: Page, shoot: (name: string) => Promise<unknown>): Promise<void> {
  await show(page, product, '/certificates/lineages')
  await page.getByRole('link', { name: '*.rsj.sh.gov.cn' }).first().click()
  await page.getByRole('button', { name: '立即核验所有节点' }).click()
  await page.getByText('出示其他证书').first().waitFor()
  await shoot('lineage')
  await show(page, product, '/tickets')
  await page
    .getByRole('link', { name: /时间戳/ })
    .first()
    .click()
  await page.getByText('截止').first().waitFor()
  await shoot('ticket')
}

/** A signed document and its pages, a batch with a refusal explained, and the page where documents are signed. */
async function shootDocuments(page: Page, shoot: (name: string) => Promise<unknown>): Promise<void> {
  const sample = (name: string) => ({ name, mimeType: '', buffer: product.sample(name) })
  const field = () => page.getByLabel('把签名文件拖到这里')
  await show(page, product, '/verification')
  await field().setInputFiles([sample('notice-changed-after-signing.pdf')])
  await page.locator('.banner').waitFor()
  await shoot('document')
  await page.getByRole('link', { name: '页面', exact: true }).click()
  await page.locator('canvas').first().waitFor()
  await shoot('pages')
  await show(page, product, '/verification')
  const names = ['notice-rsa.p7s', 'notice-rsa-tampered.p7s', 'notice-signed.pdf', 'notice-sealed.ofd']
  await field().setInputFiles([...names, 'notice-sealed-tampered.ofd', 'counter-service.pdf'].map(sample))
  await page.getByRole('button', { name: '开始批量验证' }).click()
  await page.getByRole('link', { name: '查看这一批' }).click()
  await page.getByText('6 / 6').first().waitFor({ timeout: ROUND_MS })
  await page.locator('tbody tr').nth(5).waitFor()
  await shoot('batch')
  await page.getByRole('button', { name: /^下一份不能采信的/ }).click()
  await page.getByText('哪里不对').first().waitFor()
  await shoot('explained')
  await show(page, product, '/signing')
  await page.locator('.columns').waitFor()
  await shoot('signing')
}
