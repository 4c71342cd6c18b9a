import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  CHROMIUM,
  type Dropped,
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

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

describe.skipIf(!existsSync(CHROMIUM))(`an auditor in a browser (needs ${CHROMIUM})`, { timeout: TEST_MS }, () => {
  let product: Product
  let browser: Browser
  let files: Awaited<ReturnType<typeof signedFile>>
  let folder: string
  beforeAll(async () => {
    ;[product, browser, files] = await Promise.all([startProduct(), openBrowser(), signedFile()])
    folder = mkdtempSync(join(tmpdir(), 'auditor-'))
  }, TEST_MS)
  afterAll(async () => {
    await browser?.close()
    await product?.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  const sample = (name: string) => ({ name, buffer: product.sample(name) })
  /** What is wrong with each, as the page must say it. */
  const bad = (): (Dropped & { says: string })[] => [
    { ...sample('notice-rsa-tampered.p7s'), says: '内容被改动' },
    { ...sample('notice-sm2-tampered.p7s'), says: '内容被改动' },
    { ...sample('notice-changed-after-signing.pdf'), says: '' },
    { ...sample('notice-sealed-tampered.ofd'), says: '内容被改动' },
    { name: 'tampered.p7s', buffer: files.tampered, says: '内容被改动' },
    { name: 'cut-off.p7s', buffer: files.good.subarray(0, 700), says: '' },
    { name: 'without-content.p7s', buffer: files.detached, says: '缺少被签的原文' },
    { name: 'scan.bin', buffer: Buffer.alloc(64, 7), says: '没有签名' },
    { name: 'photo.bin', buffer: Buffer.alloc(80, 9), says: '没有签名' },
  ]
  const good = (): Dropped[] => [
    ...['notice-rsa.p7s', 'notice-sm2.p7s', 'notice-signed.pdf', 'notice-sealed.pdf', 'notice-sealed.ofd'].map(sample),
    sample('counter-service.pdf'),
    ...Array.from({ length: 15 }, (_, index) => ({ name: `decision-${index + 1}.p7s`, buffer: files.good })),
  ]
  const material = (): Dropped[] => [
    { name: 'root.der', buffer: files.anchor },
    ...['laboratory-sm2-issuing.cer', 'laboratory-sm2-issuing.crl', 'laboratory-sm2-root.crl'].map(sample),
  ]

  it('drops 30 mixed files, finds why 9 of them cannot be relied on, and checks the evidence off line', async () => {
    const { page, complaints } = await visit(browser, product, 'auditor')
    await show(page, product, '/verification')
    expect([...good(), ...bad()]).toHaveLength(30)
    await drop(page, [...good(), ...bad(), ...material()])
    await page.getByText('批量验证 30 个文件').waitFor()
    await page.getByRole('button', { name: '开始批量验证' }).click()
    await page.getByRole('link', { name: '查看这一批' }).waitFor({ timeout: STEP_MS })
    await show(page, product, '/audit')
    await show(page, product, '/verification')
    const tray = page.locator('.tray li').first()
    await tray.getByText('30 / 30').waitFor({ timeout: TEST_MS })
    await tray.getByRole('link').first().click()
    await page.locator('tbody tr').first().waitFor()
    await expect.poll(() => page.getByText('等待', { exact: true }).count(), { timeout: STEP_MS }).toBe(0)

    await page.getByLabel('发现的问题').selectOption('cms.message-digest')
    await page.waitForURL(/code=cms\.message-digest/)
    await expect.poll(() => page.locator('tbody tr').count(), { timeout: STEP_MS }).toBe(3)
    await page.reload()
    await expect.poll(() => page.locator('tbody tr').count(), { timeout: STEP_MS }).toBe(3)
    expect(await seriousBarriers(page)).toEqual([])

    await page.locator('body').press('n')
    const found: Record<string, string> = {}
    for (;;) {
      await page.getByText('哪里不对').first().waitFor({ timeout: STEP_MS })
      const name = await page.locator('h1').innerText()
      found[name] = await page.locator('.panel h2').first().innerText()
      if (await page.getByText('这一批里没有下一份了').isVisible()) break
      const here = page.url()
      await page.locator('body').press('n')
      await page.waitForURL((url) => url.href !== here, { timeout: STEP_MS })
      await expect.poll(() => page.locator('h1').innerText(), { timeout: STEP_MS }).not.toBe(name)
    }
    expect(Object.keys(found).sort()).toEqual(
      bad()
        .map(({ name }) => name)
        .sort(),
    )
    for (const { name, says } of bad()) expect(`${name}: ${found[name]}`).toContain(says)
    expect(await seriousBarriers(page)).toEqual([])

    await page.getByRole('link', { name: '看完整报告' }).click()
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: '证据包', exact: true }).click(),
    ])
    const pack = join(folder, download.suggestedFilename())
    await download.saveAs(pack)
    const check = spawnSync(process.execPath, ['dist/cli.mjs', 'pack', 'check', pack], { cwd: ROOT, encoding: 'utf8' })
    expect(`${check.stdout}${check.stderr}`).toContain('结论与发现一致')
    expect(check.status).toBe(0)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it('reads why a file was refused on a phone, and chooses the policy of the counter service', async () => {
    const { page } = await visit(browser, product, 'auditor', 390)
    await show(page, product, '/verification')
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0)
    await page.getByLabel('验签策略').selectOption('counter-service')
    await drop(page, [sample('notice-rsa.p7s')])
    await page.getByRole('link', { name: '为什么不能采信' }).click()
    await page.getByText('达不到所选策略的要求').first().waitFor({ timeout: STEP_MS })
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0)
    expect(await seriousBarriers(page)).toEqual([])
    await show(page, product, '/verification')
    await page.getByLabel('验签策略').selectOption('counter-service')
    await drop(page, [sample('counter-service.pdf')])
    await page.locator('.banner').waitFor({ timeout: STEP_MS })
    expect(await page.locator('.banner h2').innerText()).toContain('有效')
    await page.context().close()
  })
})
