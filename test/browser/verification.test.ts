import { existsSync } from 'node:fs'
import { zipSync } from 'fflate'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  CHROMIUM,
  drop,
  openBrowser,
  type Product,
  STEP_MS,
  seriousBarriers,
  show,
  signedFile,
  startProduct,
  TEST_MS,
  visit,
} from './stage.ts'

const fileOf = (name: string, buffer: Buffer) => ({ name, mimeType: 'application/octet-stream', buffer })

const dropField = (page: Page) => page.getByLabel('把签名文件拖到这里')

async function verdict(page: Page): Promise<string> {
  await page.locator('.banner').waitFor({ timeout: STEP_MS })
  return page.locator('.banner h2').innerText()
}

const idOf = (page: Page) => new URL(page.url()).pathname.split('/').at(-1) ?? ''

describe.skipIf(!existsSync(CHROMIUM))(`verification in a browser (needs ${CHROMIUM})`, { timeout: TEST_MS }, () => {
  let product: Product
  let browser: Browser
  let files: Awaited<ReturnType<typeof signedFile>>
  beforeAll(async () => {
    ;[product, browser, files] = await Promise.all([startProduct(), openBrowser(), signedFile()])
  }, TEST_MS)
  afterAll(async () => {
    await browser?.close()
    await product?.stop()
  })

  it('shows the verdict of a dropped file at once, and takes what was missing on the report itself', async () => {
    const { page, complaints } = await visit(browser, product, 'auditor')
    await show(page, product, '/verification')
    await drop(page, [fileOf('alone.p7s', files.good)])
    expect(await verdict(page)).toContain('无法判定')
    const first = idOf(page)
    await page.getByLabel('把缺的材料拖到这里').setInputFiles([fileOf('root.der', files.anchor)])
    await page.waitForURL((url) => !url.pathname.endsWith(first), { timeout: STEP_MS })
    await page.getByText('有效：签名真实').waitFor({ timeout: STEP_MS })
    expect(await page.locator('main').innerText()).toContain('root.der')
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it('guesses what each of several files is for, and lets the guess be changed', async () => {
    const { page } = await visit(browser, product, 'auditor')
    await show(page, product, '/verification')
    await drop(page, [
      fileOf('detached.p7s', files.detached),
      fileOf('detached', files.content),
      fileOf('root.der', files.anchor),
      fileOf('issuing.crl', files.issuingCrl),
      fileOf('root.crl', files.rootCrl),
    ])
    const role = (name: string) => page.getByLabel(`${name} 的用途`, { exact: true })
    await role('detached.p7s').waitFor()
    const guesses = ['detached.p7s', 'detached', 'root.der', 'issuing.crl', 'root.crl'].map((name) =>
      role(name).inputValue(),
    )
    expect(await Promise.all(guesses)).toEqual(['object', 'content', 'anchor', 'crl', 'crl'])
    await role('root.der').selectOption('intermediate')
    await page.getByRole('button', { name: '开始验证' }).click()
    expect(await verdict(page)).toContain('无法判定')
    await show(page, product, '/verification')
    await drop(page, [
      fileOf('detached.p7s', files.detached),
      fileOf('detached', files.content),
      fileOf('root.der', files.anchor),
      fileOf('issuing.crl', files.issuingCrl),
      fileOf('root.crl', files.rootCrl),
    ])
    await page.getByRole('button', { name: '开始验证' }).click()
    expect(await verdict(page)).toContain('有效：签名真实')
    await page.context().close()
  })

  it('reads the steps of a tampered file by keyboard alone, and compares it with the good one', async () => {
    const { page, complaints } = await visit(browser, product, 'auditor')
    const verify = async (name: string, file: Buffer) => {
      await show(page, product, '/verification')
      await drop(page, [fileOf(name, file), fileOf('root.der', files.anchor)])
      await page.getByRole('button', { name: '开始验证' }).click()
      return verdict(page)
    }
    expect(await verify('good.p7s', files.good)).toContain('有效：签名真实')
    expect(await verify('tampered.p7s', files.tampered)).toContain('无效：不能采信')

    const line = page.getByRole('treeitem')
    const focused = () => page.evaluate('document.activeElement?.dataset.key ?? ""')
    await line.first().focus()
    await page.keyboard.press('ArrowDown')
    expect(await focused()).toBe('signer-0/0')
    expect(await line.nth(1).getAttribute('aria-expanded')).toBe('false')
    await page.keyboard.press('ArrowRight')
    expect(await line.nth(1).getAttribute('aria-expanded')).toBe('true')
    await page.keyboard.press('ArrowRight')
    expect(await focused()).toBe('signer-0/0/detail')
    expect(await line.nth(2).innerText()).toContain('RFC 5652')
    await page.keyboard.press('ArrowLeft')
    await page.keyboard.press('ArrowLeft')
    expect(await line.nth(1).getAttribute('aria-expanded')).toBe('false')
    await page.locator('.ant-segmented-item', { hasText: '只看问题' }).click()
    expect(await page.locator('.tree .step').allInnerTexts()).toEqual([expect.stringContaining('内容摘要')])
    expect(await seriousBarriers(page)).toEqual([])

    await show(page, product, '/verification')
    await page.keyboard.press('j')
    await page.keyboard.press('x')
    await page.keyboard.press('j')
    await page.keyboard.press('x')
    await page.keyboard.press('c')
    await page.getByRole('heading', { name: '比较两份报告' }).waitFor()
    await page.locator('.bone').first().waitFor({ state: 'detached' })
    const compared = await page.locator('table.compare').innerText()
    expect(compared).toContain('HASH_FAILURE')
    expect(compared).toContain('cms.message-digest')
    expect(compared).not.toContain('签名属性')
    expect(await seriousBarriers(page)).toEqual([])
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it('finds the search with one key and says so when nothing is found', async () => {
    const { page } = await visit(browser, product, 'auditor')
    await show(page, product, '/verification')
    await page.keyboard.press('/')
    await page.keyboard.type('没有这样的文件')
    await page.keyboard.press('Enter')
    await page.getByText('没有符合条件的记录').waitFor({ timeout: STEP_MS })
    await page.context().close()
  })

  it('runs a mixed archive to its end as a batch that can be left and come back to', async () => {
    const { page, complaints } = await visit(browser, product, 'auditor')
    const many = Array.from({ length: 12 }, (_, index) => [`good-${index}.p7s`, files.good] as const)
    const archive = zipSync({
      ...Object.fromEntries(many),
      'tampered.p7s': files.tampered,
      'folder/detached.txt.p7s': files.detached,
      'folder/detached.txt': files.content,
      'not-a-signature.bin': new Uint8Array(64).fill(7),
    })
    await show(page, product, '/verification')
    await dropField(page).setInputFiles([fileOf('november.zip', Buffer.from(archive))])
    await page.locator('.tray').getByText('november.zip').waitFor({ timeout: STEP_MS })
    await show(page, product, '/audit')
    await show(page, product, '/verification')
    const batch = page.locator('.tray li', { hasText: 'november.zip' })
    await batch.getByText('已完成').waitFor({ timeout: TEST_MS })
    await batch.getByRole('link', { name: 'november.zip' }).click()
    await page.locator('.ant-segmented-item', { hasText: /^无效/ }).click()
    await page.locator('tbody tr', { hasText: 'tampered.p7s' }).waitFor({ timeout: STEP_MS })
    expect(await page.locator('tbody tr').count()).toBe(1)
    expect(await seriousBarriers(page)).toEqual([])
    const [results] = await Promise.all([page.waitForEvent('download'), page.locator('a[download$=".csv"]').click()])
    expect(results.suggestedFilename()).toContain('.csv')
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it.each([1440, 390])('has no serious barrier and does not overflow on a report at %i px', async (width) => {
    const { page } = await visit(browser, product, 'auditor', width)
    await show(page, product, '/verification')
    await drop(page, [fileOf('上海市企业职工基本养老保险参保缴费证明第三批次重新开具最终版.p7s', files.tampered)])
    await verdict(page)
    await page.getByRole('button', { name: '全部展开' }).click()
    expect(await seriousBarriers(page)).toEqual([])
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0)
    await page.context().close()
  })
})
