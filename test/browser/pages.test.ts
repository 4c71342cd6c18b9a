import { existsSync } from 'node:fs'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { element, ofdOf } from '../support/ofd-pages.ts'
import { appended, DOCUMENT, PAGE, pdfOf, signatureField, signed, stream, textField } from '../support/pdf.ts'
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

const FONTS = '/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>'

/** Signed by nobody's key, then filled in and written over: what is drawn does not depend on the verdict. */
async function changedPdf(): Promise<Buffer> {
  const document = pdfOf({
    ...DOCUMENT,
    3: PAGE.replace('/Contents', `${FONTS} /Contents`),
    5: signatureField('/V 6 0 R').replace('[0 0 0 0]', '[180 20 280 60]'),
  })
  const file = await signed(document, async () => new Uint8Array(64).fill(7))
  const later = { 4: stream('BT /F1 12 Tf 20 100 Td (another text) Tj ET'), 7: textField('Li Si') }
  return Buffer.from(appended(file, later))
}

const RED = '<ofd:FillColor Value="255 0 0"/><ofd:AbbreviatedData>M 0 0 L 40 0 L 40 20 L 0 20 C</ofd:AbbreviatedData>'

function twoPages(): Buffer {
  const text =
    '<ofd:TextObject ID="9" Boundary="10 30 50 5" Size="4" Font="1"><ofd:TextCode X="0" Y="4" DeltaX="g 3 5">参保证明</ofd:TextCode></ofd:TextObject>'
  const square = `<ofd:PathObject ID="7" Boundary="10 5 40 20" Fill="true" Stroke="false">${RED}</ofd:PathObject>`
  const content = '<ofd:Content><ofd:Layer ID="1"/></ofd:Content>'
  return Buffer.from(
    ofdOf({
      objects: `${square}${text}<ofd:PathObject ID="8" Boundary="0 0 9 9"><ofd:AbbreviatedData>M 0</ofd:AbbreviatedData></ofd:PathObject>`,
      resources: '<ofd:Fonts><ofd:Font ID="1" FontName="宋体"/></ofd:Fonts>',
      pages: '<ofd:Page ID="2" BaseLoc="Pages/Second.xml"/>',
      files: { 'Doc_0/Pages/Second.xml': element('Page', content) },
    }),
  )
}

/** Verifies a file and goes to its pages. */
async function open(page: Page, product: Product, name: string, buffer: Buffer): Promise<void> {
  await show(page, product, '/verification')
  await page.getByLabel('把签名文件拖到这里').setInputFiles([{ name, mimeType: 'application/octet-stream', buffer }])
  await page
    .getByRole('button', { name: '开始验证' })
    .click({ timeout: 2000 })
    .catch(() => undefined)
  await page.locator('.banner').waitFor({ timeout: STEP_MS })
  await page.getByRole('link', { name: '页面', exact: true }).click()
}

/** How many pixels of a drawn page are nearly black. */
const darkPixels = (page: Page, canvas: string): Promise<number> =>
  page.evaluate(`(() => {
    const canvas = document.querySelector(${JSON.stringify(canvas)})
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height)
    let dark = 0
    for (let at = 0; at < data.length; at += 4) if (data[at] + data[at + 1] + data[at + 2] < 150 && data[at + 3] > 0) dark++
    return dark
  })()`)

describe.skipIf(!existsSync(CHROMIUM))(
  `the pages of a file in a browser (needs ${CHROMIUM})`,
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

    it('shows a PDF with its signature and what was changed later, beside what was signed', async () => {
      const { page, complaints } = await visit(browser, product, 'auditor')
      const asked: string[] = []
      page.on('request', (request) => asked.push(request.url()))
      await open(page, product, 'changed.pdf', await changedPdf())
      await page.locator('.mark.signature', { hasText: 'Sig1' }).waitFor({ timeout: STEP_MS })
      await expect.poll(() => darkPixels(page, '.sheet canvas'), { timeout: STEP_MS }).toBeGreaterThan(50)
      expect(await page.locator('.sheet.changed').count()).toBe(1)
      expect(await page.locator('.page-notes').innerText()).toMatch(
        /只覆盖第 1 版（共 2 版）.*页面内容被改动.*填写了表单域/s,
      )
      await page.getByRole('button', { name: '与签署时对照' }).click()
      await page.getByText('紫色处两幅画面不同').waitFor({ timeout: STEP_MS })
      expect(await page.locator('.sheet').count()).toBe(2)
      expect(await seriousBarriers(page)).toEqual([])
      expect(asked.filter((url) => !url.startsWith(product.url) && !url.startsWith('blob:'))).toEqual([])
      expect(complaints).toEqual([])
      await page.context().close()
    })

    it.each([1440, 390])(
      'shows an OFD page by page, by key and by button, and says what it left out, at %i px',
      async (width) => {
        const { page, complaints } = await visit(browser, product, 'auditor', width)
        await open(page, product, '两页.ofd', twoPages())
        const sheet = page.locator('.sheet svg')
        await sheet.getByText('参保证明').waitFor({ timeout: STEP_MS })
        expect(await sheet.locator('path[fill="#ff0000"]').count()).toBe(1)
        expect(await page.locator('.page-notes').innerText()).toContain('1 条路径写法有误，没有画（如 PathObject 8）')
        expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0)
        expect(await seriousBarriers(page)).toEqual([])
        await page.locator('.room').focus()
        await page.keyboard.press('ArrowRight')
        await page.locator('.room[aria-label="第 2 页"]').waitFor()
        await sheet.getByText('参保证明').waitFor({ state: 'detached', timeout: STEP_MS })
        await page.getByRole('button', { name: '上一页' }).click()
        await sheet.getByText('参保证明').waitFor({ timeout: STEP_MS })
        const before = (await sheet.boundingBox())?.width ?? 0
        await page.locator('.room').focus()
        await page.keyboard.press('+')
        await expect.poll(async () => (await sheet.boundingBox())?.width ?? 0).toBeGreaterThan(before)
        expect(complaints).toEqual([])
        await page.context().close()
      },
    )
  },
)
