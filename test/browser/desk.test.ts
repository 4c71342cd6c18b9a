// A clerk at the service desk in a real browser, with a carrier in software beside it.

import { mkdtempSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type RunningCarrier, runCarrier } from '#adapters/keys/carrier/server.node.ts'
import { checkCharacter } from '#core/persons/identity-number.ts'
import { openBrowser, type Product, STEP_MS, show, startProduct, TEST_MS, type Visit, visit } from './stage.ts'

const folder = mkdtempSync(join(tmpdir(), 'zhengxun-desk-'))
let product: Product
let browser: Browser
let carrier: RunningCarrier
let clerk: Visit

/** The policy names the carrier's address before either of them runs. */
async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

beforeAll(async () => {
  const port = await freePort()
  vi.stubEnv('ZHENGXUN_CARRIER', `http://127.0.0.1:${port}`)
  product = await startProduct()
  const path = join(folder, 'carrier.json')
  carrier = await runCarrier({ path, consoleOrigin: new URL(product.url).origin, port })
  browser = await openBrowser()
  clerk = await visit(browser, product, 'district-clerk')
}, TEST_MS)
afterAll(async () => {
  await browser?.close()
  await carrier?.close()
  await product?.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** As the page itself asks: with its cookie and its token. */
function ask<T>(page: Page, method: string, path: string, body?: unknown): Promise<T> {
  return page.evaluate(
    async ([verb, address, sent]) => {
      const me = await fetch('/api/v1/me')
      const token = me.headers.get('x-csrf-token') ?? ''
      const init = sent === undefined ? {} : { body: JSON.stringify(sent) }
      const headers = { 'content-type': 'application/json', 'x-csrf-token': token }
      const response = await fetch(`/api/v1${address}`, { method: verb as string, headers, ...init })
      if (!response.ok) throw new Error(await response.text())
      return response.status === 204 ? undefined : await response.json()
    },
    [method, path, body],
  ) as Promise<T>
}

async function registered(page: Page, name: string): Promise<string> {
  const units = await ask<{ items: { id: string }[] }>(page, 'GET', '/org-units')
  const digits = '31010119880808001'
  const identity = { kind: 'resident', number: digits + checkCharacter(digits) }
  const person = { unitId: units.items.at(-1)?.id, name, staffNumber: 'D001', identity }
  return (await ask<{ id: string }>(page, 'POST', '/staff', person)).id
}

const SHOTS = process.env.DESK_PICTURES
async function picture(page: Page, name: string): Promise<void> {
  if (!SHOTS) return
  for (const width of [1440, 390]) {
    await page.setViewportSize({ width, height: 900 })
    await page.screenshot({ path: `${SHOTS}/${name}-${width}.png`, fullPage: true })
  }
  await page.setViewportSize({ width: 1440, height: 900 })
}

describe('a clerk at the service desk', () => {
  it(
    'pairs a carrier in software, and its token does not stay in the address',
    async () => {
      const { page } = clerk
      await page.goto(new URL(`/carrier#${carrier.url}#${carrier.pairingToken}`, product.url).href)
      await page.getByRole('button', { name: '连接', exact: true }).click()
      await page.getByText('还没有设置 PIN').waitFor({ timeout: STEP_MS })
      expect(page.url()).not.toContain(carrier.pairingToken)
      await picture(page, 'carrier')
    },
    TEST_MS,
  )

  it(
    'asks for a first certificate in three steps and follows it like a parcel',
    async () => {
      const { page } = clerk
      await registered(page, '陈晓')
      await show(page, product, '/desk')
      await picture(page, 'desk')
      await page.getByRole('link', { name: /^新办/ }).click()
      await page.getByText('陈晓').click({ timeout: STEP_MS })
      await picture(page, 'who')
      await page.getByRole('button', { name: '下一步' }).click()
      await picture(page, 'what')
      await page.getByRole('button', { name: '下一步' }).click()
      await picture(page, 'submit')
      await page.getByRole('button', { name: '提交', exact: true }).click()
      await page.getByText('等另一位同事核验材料。').waitFor({ timeout: STEP_MS })
      expect(await page.locator('.parcel [aria-current]').textContent()).toBe('已提交')
      await picture(page, 'request')
      expect(clerk.complaints).toEqual([])
    },
    TEST_MS,
  )

  it(
    'reads in plain words what a certificate is',
    async () => {
      const { page } = clerk
      await show(page, product, '/check')
      const root = await page.request.get(new URL('/pki/staff-sm2.cer', product.url).href)
      await page.locator('input[type=file]').setInputFiles({
        ...{ name: 'ca.cer', mimeType: 'application/pkix-cert' },
        buffer: await root.body(),
      })
      await page.locator('.check-headline').waitFor({ timeout: STEP_MS })
      expect(await page.locator('main').textContent()).toContain('发证机构自己的证书')
      await picture(page, 'check')
    },
    TEST_MS,
  )
})
