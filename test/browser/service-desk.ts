// The service desk for suites in a browser: the product, a carrier in software whose window the carrier itself serves, and those who work there.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { type RunningCarrier, runCarrier } from '#adapters/keys/carrier/server.node.ts'
import { checkCharacter } from '#core/persons/identity-number.ts'
import { freePort } from '../support/peer.ts'
import { openBrowser, type Product, STEP_MS, startProduct, type Visit, visit } from './stage.ts'

export interface ServiceDesk {
  product: Product
  browser: Browser
  clerk: Visit
  carrier: RunningCarrier
  /** Pulls the carrier out, and plugs in the one of that name: its program anew, with a new pairing token. */
  plugIn(name: string): Promise<void>
  pullOut(): Promise<void>
  /** The keys of the carrier that is plugged in with their certificates, DER, the oldest first. */
  keys(): { sign?: Buffer; encryption?: Buffer }[]
  close(): Promise<void>
}

/** The policy names the carrier's address before either of them runs. @param more settings of the service */
export async function openServiceDesk(more: Record<string, string> = {}): Promise<ServiceDesk> {
  const folder = mkdtempSync(join(tmpdir(), 'zhengxun-desk-'))
  const port = await freePort()
  const settings = { ...more, ZHENGXUN_CARRIER: `http://127.0.0.1:${port}` }
  const [product, browser] = await Promise.all([startProduct(settings), openBrowser()])
  let path = ''
  const start = (name: string) => {
    path = join(folder, `${name}.json`)
    return runCarrier({ path, consoleOrigin: new URL(product.url).origin, port })
  }
  const pullOut = () => desk.carrier.close().catch(() => undefined)
  const desk: ServiceDesk = {
    product,
    browser,
    clerk: await visit(browser, product, 'district-clerk'),
    carrier: await start('first'),
    plugIn: async (name) => {
      await pullOut()
      desk.carrier = await start(name)
    },
    pullOut,
    keys: () => {
      const { keys } = JSON.parse(readFileSync(path, 'utf8')) as { keys: { sign?: string; encryption?: string }[] }
      const der = (text: string) => Buffer.from(text, 'base64')
      return keys.map(({ sign, encryption }) => ({
        ...(sign && { sign: der(sign) }),
        ...(encryption && { encryption: der(encryption) }),
      }))
    },
    close: async () => {
      await browser.close()
      await pullOut()
      await product.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
  return desk
}

/** By the address that the carrier prints when it starts. */
export async function pairWith(page: Page, product: Product, { url, pairingToken }: RunningCarrier): Promise<void> {
  await page.goto(new URL(`/carrier#${url}#${pairingToken}`, product.url).href)
  await page.getByRole('button', { name: '连接', exact: true }).click({ timeout: STEP_MS })
}

/** Presses the button and gives back the carrier's own window. */
export async function carrierWindow(page: Page, button: string): Promise<Page> {
  const opened = page.waitForEvent('popup', { timeout: STEP_MS })
  await page.getByRole('button', { name: button, exact: true }).click({ timeout: STEP_MS })
  const window = await opened
  await window.locator('input[type=password]').first().waitFor({ timeout: STEP_MS })
  return window
}

/** Into the fields of the carrier's window, in their order. */
export async function typeInto(window: Page, ...fields: string[]): Promise<void> {
  const inputs = window.locator('input[type=password]')
  for (const [index, text] of fields.entries()) await inputs.nth(index).fill(text)
  await inputs.nth(fields.length - 1).press('Enter')
}

/** As the page itself asks: with its cookie and its token. */
export function ask<T>(page: Page, method: string, path: string, body?: unknown): Promise<T> {
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

/** One white pixel: what stands for a scanned document. */
export const SCAN = {
  name: '身份证复印件.png',
  mimeType: 'image/png',
  buffer: Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  ),
}

let people = 0

/** On the list of the clerk's district. */
export async function registered(page: Page, name: string): Promise<string> {
  people += 1
  const units = await ask<{ items: { id: string }[] }>(page, 'GET', '/org-units')
  const digits = `3101011988080800${people}`
  const identity = { kind: 'resident', number: digits + checkCharacter(digits) }
  const person = { unitId: units.items.at(-1)?.id, name, staffNumber: `D00${people}`, identity }
  return (await ask<{ id: string }>(page, 'POST', '/staff', person)).id
}
