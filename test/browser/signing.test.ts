import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { plainOfd, plainPdf } from '#lab/sample-originals.ts'
import { hasPdfsig, pdfsig } from '../adapters/making/stage.ts'
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

const directory = mkdtempSync(join(tmpdir(), 'zhengxun-signing-'))

interface FileToGive {
  name: string
  mimeType: string
  buffer: Buffer
}

const fileOf = (name: string, bytes: Uint8Array): FileToGive => ({
  name,
  mimeType: 'application/octet-stream',
  buffer: Buffer.from(bytes),
})

/** The revocation lists a sample message carries, as OpenSSL takes them out. */
function listsIn(message: Buffer): FileToGive[] {
  const args = ['pkcs7', '-inform', 'DER', '-print_certs']
  const text = spawnSync('openssl', args, { input: message, timeout: STEP_MS }).stdout.toString()
  const blocks = text.match(/-----BEGIN X509 CRL-----[\s\S]+?-----END X509 CRL-----/g) ?? []
  return blocks.map((block, number) => fileOf(`${number}.crl`, Buffer.from(block)))
}

/** What the browser stored. */
async function downloaded(page: Page): Promise<{ name: string; bytes: Buffer }> {
  const [file] = await Promise.all([
    page.waitForEvent('download', { timeout: STEP_MS }),
    page.getByRole('button', { name: '下载' }).click(),
  ])
  return { name: file.suggestedFilename(), bytes: readFileSync(await file.path()) }
}

async function begin(page: Page, product: Product, file: FileToGive): Promise<void> {
  await show(page, product, '/signing')
  await page.getByLabel('选择或拖入 PDF、OFD 文件').setInputFiles([file])
}

const act = (page: Page, name: string) => page.locator('button.ant-btn-primary', { hasText: name }).click()

describe.skipIf(!existsSync(CHROMIUM))(`signing in a browser (needs ${CHROMIUM})`, { timeout: TEST_MS }, () => {
  let product: Product
  let browser: Browser
  beforeAll(async () => {
    ;[product, browser] = await Promise.all([startProduct(), openBrowser()])
  }, TEST_MS)
  afterAll(async () => {
    await browser?.close()
    await product?.stop()
    rmSync(directory, { recursive: true, force: true })
  })

  /** The headline of the report, as an auditor reads it who drops what was missing along with the file. */
  async function verdictOn(file: FileToGive, material: readonly FileToGive[]): Promise<string> {
    const { page } = await visit(browser, product, 'auditor')
    await show(page, product, '/verification')
    await page.getByLabel('把签名文件拖到这里').setInputFiles([file, ...material])
    await page.getByRole('button', { name: '开始验证' }).click()
    await page.locator('.banner').waitFor({ timeout: STEP_MS })
    const headline = await page.locator('.banner h2').innerText()
    await page.context().close()
    return headline
  }

  it('signs a PDF with a timestamp; what is downloaded holds for poppler and on the verification page', async () => {
    const { page, complaints } = await visit(browser, product, 'operator')
    await begin(page, product, fileOf('通知.pdf', await plainPdf('通知', ['每日巡检'], Date.now())))
    await page.getByLabel('签名原因（选填，会显示）').fill('年度通知')
    expect(await seriousBarriers(page)).toEqual([])
    await act(page, '签名')
    await page.getByText('已完成').waitFor({ timeout: STEP_MS })
    const { name, bytes } = await downloaded(page)
    expect(name).toBe('通知-signed.pdf')
    expect(complaints).toEqual([])
    await page.context().close()
    const path = join(directory, 'signed.pdf')
    writeFileSync(path, bytes)
    if (hasPdfsig) expect(pdfsig(path)).toMatch(/Total document signed\s+- Signature Validation: Signature is Valid/)
    const lists = listsIn(product.sample('notice-rsa.p7s'))
    expect(await verdictOn(fileOf(name, bytes), lists)).toContain('有效：签名真实')
    const changed = Buffer.from(bytes)
    const at = changed.indexOf('/Type')
    changed[at + 1] = (changed[at + 1] ?? 0) ^ 1
    expect(await verdictOn(fileOf(name, changed), lists)).not.toContain('有效：')
  })

  it('seals an OFD, which then holds on the verification page', async () => {
    const { page, complaints } = await visit(browser, product, 'operator')
    await begin(page, product, fileOf('通知.ofd', plainOfd('通知', ['每日巡检'], Date.now())))
    await page.getByRole('img', { name: '证巡实验室测试专用章' }).waitFor({ timeout: STEP_MS })
    await act(page, '盖章')
    await page.getByText('已完成').waitFor({ timeout: STEP_MS })
    const { name, bytes } = await downloaded(page)
    expect(name).toBe('通知-sealed.ofd')
    expect(complaints).toEqual([])
    await page.context().close()
    const missing = ['issuing.cer', 'issuing.crl', 'root.crl'].map((one) => `laboratory-sm2-${one}`)
    const given = missing.map((one) => fileOf(one, product.sample(one)))
    expect(await verdictOn(fileOf(name, bytes), given)).toContain('有效：签名真实')
  })

  it('says why a place is not on the page, and an auditor is not offered the page at all', async () => {
    const { page } = await visit(browser, product, 'operator')
    await begin(page, product, fileOf('通知.pdf', await plainPdf('通知', ['每日巡检'], Date.now())))
    await page.getByLabel('距左边（毫米）').fill('190')
    await act(page, '签名')
    await page.getByText('位置超出第 1 页').waitFor({ timeout: STEP_MS })
    await page.context().close()
    const auditor = await visit(browser, product, 'auditor')
    expect(await auditor.page.getByRole('link', { name: '签名与盖章' }).count()).toBe(0)
    await auditor.page.context().close()
  })
})
