// `node --import tsx scripts/pictures.ts`: the README's pictures of the console, taken from the built product with its sample estate.

import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
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
    const { tampered, anchor } = await signedFile()
    await show(page, product, '/verification')
    await page.getByLabel('把签名文件拖到这里').setInputFiles([
      { name: '参保证明.p7s', mimeType: '', buffer: tampered },
      { name: 'root.der', mimeType: '', buffer: anchor },
    ])
    await page.getByRole('button', { name: '开始验证' }).click()
    await page.locator('.banner').waitFor()
    await shoot('verification')
    await page.context().close()
  }
} finally {
  await browser.close()
  await product.stop()
}
