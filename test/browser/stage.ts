// The real product in a real browser: the built service with its sample estate and laboratory, and Chromium.

import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Browser, chromium, type Page } from 'playwright-core'
import { openSigner } from '#adapters/keys/signer.ts'
import { referenceTo } from '#adapters/pkijs/certificate.ts'
import { makeCrl } from '#adapters/pkijs/crl.ts'
import { makeSignedData, signedAttributes } from '#adapters/pkijs/signed-data.ts'
import { certificate, privateKey } from '../fixtures/built.ts'

export const CHROMIUM = '/usr/bin/chromium'

/** Of one step in the browser: ten suites with a service each may stand on two cores. */
export const STEP_MS = 100_000
/** Of a test with many steps. */
export const TEST_MS = 360_000

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const START_MS = 60_000
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

export interface Product {
  url: string
  passwordOf: (username: string) => string
  /** Address of the laboratory's switchboard: the door to its machines. */
  laboratory: string
  /** A signed sample the laboratory laid out for newcomers. */
  sample: (name: string) => Buffer
  stop: () => Promise<void>
}

/** Builds what has changed and starts it on a free port with data of its own; `settings` as its operator would set them. */
export async function startProduct(settings: Record<string, string> = {}): Promise<Product> {
  // The runner's NODE_ENV would make a bundle for development.
  const production = { ...process.env, NODE_ENV: 'production' }
  const build = spawnSync(process.execPath, ['scripts/build.mjs', '--if-changed'], {
    cwd: ROOT,
    encoding: 'utf8',
    env: production,
  })
  if (build.status !== 0) throw new Error(`the build failed:\n${build.stderr}`)
  const data = mkdtempSync(join(tmpdir(), 'zhengxun-browser-'))
  // The embedded database runs as another user when we are root.
  chmodSync(data, 0o755)
  const own = { ZHENGXUN_PORT: '0', ZHENGXUN_DATA_DIR: data, ZHENGXUN_LOG_LEVEL: 'silent' }
  const env = { ...process.env, ...own, ...settings }
  const service = spawn(process.execPath, ['dist/main.mjs'], { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'inherit'] })
  const url = await announcedUrl(service)
  const lines = readFileSync(join(data, 'first-sign-in.txt'), 'utf8').split('\n')
  return {
    url,
    laboratory: readFileSync(join(data, 'laboratory.url'), 'utf8').trim(),
    sample: (name) => readFileSync(join(data, 'samples', name)),
    passwordOf: (username) => lines.map((line) => line.split('\t')).find(([name]) => name === username)?.[1] ?? '',
    stop: async () => {
      const ended = new Promise((done) => service.once('exit', done))
      service.kill('SIGTERM')
      await ended
      rmSync(data, { recursive: true, force: true })
    },
  }
}

/** The address the service prints once it listens and its credentials are written down. */
function announcedUrl(service: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = ''
    const timer = setTimeout(() => reject(new Error(`the service did not start:\n${said}`)), START_MS)
    service.once('exit', (code) => reject(new Error(`the service ended with ${code}:\n${said}`)))
    service.stdout?.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      const url = /running: (http:\S+)/.exec(said)?.[1]
      if (!url || !said.includes('first-sign-in.txt')) return
      clearTimeout(timer)
      resolve(url)
    })
  })
}

export function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] })
}

export interface Visit {
  page: Page
  /** What the browser complained about; the first question who is signed in is answered 401 and is no complaint. */
  complaints: string[]
}

/** A browser window of its own, signed in by the form. */
export async function visit(browser: Browser, product: Product, username: string, width = 1440): Promise<Visit> {
  const height = width > 720 ? 900 : 844
  const context = await browser.newContext({
    viewport: { width, height },
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
  })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    const isFirstQuestion = message.location().url.endsWith('/api/v1/me')
    if (message.type() === 'error' && !isFirstQuestion) complaints.push(`${message.text()} ${message.location().url}`)
  })
  await page.goto(product.url)
  await page.getByLabel('用户名').fill(username)
  await page.getByLabel('密码').fill(product.passwordOf(username))
  await page.getByRole('button', { name: '登录', exact: true }).click()
  await page.getByRole('navigation', { name: '主导航' }).first().waitFor({ state: 'attached' })
  await proveWhenAsked(page, product.passwordOf(username))
  return { page, complaints }
}

/** On a slow machine a test may take more than the five minutes for which a proof stands. */
function proveWhenAsked(page: Page, password: string): Promise<void> {
  const dialog = page.getByRole('dialog', { name: '再次验证身份' })
  return page.addLocatorHandler(dialog, async () => {
    await dialog.getByLabel('密码').fill(password)
    await dialog.getByRole('button', { name: '确认并继续' }).click()
  })
}

/** Goes to a page of the console and waits until nothing on it is loading any more. */
export async function show(page: Page, product: Product, path: string): Promise<void> {
  await page.goto(new URL(path, product.url).href)
  await page.locator('h1').waitFor()
  await page.locator('.bone').first().waitFor({ state: 'detached' })
}

/** Another person, in a window of their own, approves what waits first in their queue. */
export async function approveAs(browser: Browser, product: Product, username: string): Promise<void> {
  const { page } = await visit(browser, product, username)
  await show(page, product, '/approvals')
  await page.locator('main').getByRole('button', { name: '批准', exact: true }).click({ timeout: STEP_MS })
  await page.getByRole('button', { name: '以本人身份批准' }).click()
  await page.locator('dialog').waitFor({ state: 'detached', timeout: STEP_MS })
  await page.context().close()
}

export interface Dropped {
  name: string
  buffer: Buffer
}

/** Drops files as a person does: a drop event with their data, not the file input. */
export async function drop(page: Page, files: readonly Dropped[]): Promise<void> {
  const plain = files.map(({ name, buffer }) => ({ name, base64: buffer.toString('base64') }))
  // As text: this side of the test knows no DOM.
  const data = await page.evaluateHandle(`(() => {
    const transfer = new DataTransfer()
    for (const { name, base64 } of ${JSON.stringify(plain)})
      transfer.items.add(new File([Uint8Array.from(atob(base64), (one) => one.charCodeAt(0))], name))
    return transfer
  })()`)
  await page.locator('label.drop').first().dispatchEvent('drop', { dataTransfer: data })
}

/** What axe finds serious or worse, one line each. */
export async function seriousBarriers(page: Page): Promise<string[]> {
  // A colour half-way between two is nobody's: the page is looked at when it is at rest.
  await page.evaluate(
    'Promise.allSettled(document.getAnimations().filter((one) => one instanceof CSSTransition).map((one) => one.finished)).then(() => 0)',
  )
  await page.evaluate(AXE)
  const found = (await page.evaluate('axe.run()')) as {
    violations: { impact: string; id: string; nodes: { html: string }[] }[]
  }
  return found.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ impact, id, nodes }) => `${impact} ${id}: ${nodes[0]?.html}`)
}

interface SignedFile {
  good: Buffer
  /** The same file with one byte of its content changed. */
  tampered: Buffer
  /** Another signature over the same content: without it, and without revocation lists. */
  detached: Buffer
  content: Buffer
  issuingCrl: Buffer
  rootCrl: Buffer
  anchor: Buffer
}

const CONTENT = '人社证明：张三，2026 年 11 月参保。'

/** A signature made just now by the fixtures' test user, with fresh revocation lists in it. */
export async function signedFile(): Promise<SignedFile> {
  const now = Date.now()
  const user = certificate('rsa', 'user-sign')
  const content = new TextEncoder().encode(CONTENT)
  const list = (issuer: string) =>
    makeCrl({
      issuer: referenceTo(certificate('rsa', issuer)).subject,
      signer: openSigner(privateKey('rsa', issuer)),
      thisUpdate: now - 60_000,
      nextUpdate: now + 24 * 60 * 60_000,
      number: 1,
    })
  const [issuingCrl, rootCrl] = [await list('issuing'), await list('root')]
  const order = {
    content,
    signers: [
      {
        signer: openSigner(privateKey('rsa', 'user-sign')),
        certificate: user,
        attributes: signedAttributes({ content, digest: 'sha256', signingTime: now - 30_000, boundTo: user }),
      },
    ],
    certificates: [user, certificate('rsa', 'issuing')],
  }
  const signed = await makeSignedData({ ...order, crls: [issuingCrl, rootCrl] })
  const detached = await makeSignedData({ ...order, isDetached: true })
  const good = Buffer.from(signed)
  const tampered = Buffer.from(good)
  const at = tampered.indexOf(content)
  tampered[at] = (tampered[at] ?? 0) ^ 1
  return {
    good,
    tampered,
    detached: Buffer.from(detached),
    content: Buffer.from(content),
    issuingCrl: Buffer.from(issuingCrl),
    rootCrl: Buffer.from(rootCrl),
    anchor: Buffer.from(certificate('rsa', 'root')),
  }
}
