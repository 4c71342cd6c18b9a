import { Secret, TOTP } from 'otpauth'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { provider } from '../features/accounts/provider.ts'
import { openBrowser, type Product, STEP_MS, seriousBarriers, startProduct, TEST_MS } from './stage.ts'

let product: Product
let browser: Browser
let home: string

const client = { clientId: 'zhengxun', clientSecret: 'a secret between the two' }
let idp: Awaited<ReturnType<typeof provider>>

beforeAll(async () => {
  idp = await provider(client)
  product = await startProduct({
    ZHENGXUN_OIDC_ISSUER: idp.issuer,
    ZHENGXUN_OIDC_CLIENT_ID: client.clientId,
    ZHENGXUN_OIDC_CLIENT_SECRET: client.clientSecret,
  })
  browser = await openBrowser()
  // Browsers know passkeys under names only.
  home = product.url.replace('127.0.0.1', 'localhost')
}, TEST_MS)
afterAll(async () => {
  await browser?.close()
  await product?.stop()
  idp?.close()
})

async function open(width = 1440): Promise<Page> {
  const context = await browser.newContext({ viewport: { width, height: 900 }, locale: 'zh-CN' })
  const page = await context.newPage()
  page.setDefaultTimeout(STEP_MS)
  await page.goto(home)
  return page
}

/** A security key in the browser, which always finds its owner's finger. */
async function plugInKey(page: Page): Promise<void> {
  const client = await page.context().newCDPSession(page)
  await client.send('WebAuthn.enable')
  await client.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      ...{ protocol: 'ctap2', transport: 'internal', hasResidentKey: true },
      ...{ hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
    },
  })
}

async function give(page: Page, username: string): Promise<void> {
  await page.getByLabel('用户名').fill(username)
  await page.getByLabel('密码').fill(product.passwordOf(username))
  await page.getByRole('button', { name: '登录', exact: true }).click()
}

const inside = (page: Page) => page.getByRole('navigation', { name: '主导航' }).first().waitFor({ state: 'attached' })
const leave = (page: Page) => page.getByRole('button', { name: '退出' }).first().click()

describe('account security in the console', () => {
  it(
    'adds a passkey and signs in by it alone',
    async () => {
      const page = await open()
      await plugInKey(page)
      await give(page, 'operator')
      await inside(page)
      expect(await page.locator('.advice').textContent()).toContain('只用密码登录')
      await page.getByRole('link', { name: '去设置' }).click()
      await page.getByRole('button', { name: '添加通行密钥' }).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByLabel('名称').fill('办公室安全钥匙')
      await dialog.getByRole('button', { name: '添加通行密钥' }).click()
      await page.locator('.security-list', { hasText: '办公室安全钥匙' }).waitFor()
      await page.locator('.advice').waitFor({ state: 'detached' })
      expect(await seriousBarriers(page)).toEqual([])
      await leave(page)
      await page.getByRole('button', { name: '使用通行密钥' }).click()
      await inside(page)

      // Whatever asks for a fresh proof: the dialog comes up, and the request is sent again.
      await page.goto(new URL('/security', home).href)
      let refusals = 0
      await page.route('**/api/v1/me/passkeys/*', async (route) => {
        refusals += 1
        if (refusals > 1) return route.continue()
        const problem = { type: 'x', title: 'x', status: 403, detail: 'x', code: 'app.step-up-required', instance: '' }
        return route.fulfill({ status: 403, contentType: 'application/problem+json', json: problem })
      })
      await page.locator('.security-list', { hasText: '办公室安全钥匙' }).getByRole('button', { name: '移除' }).click()
      await page.getByRole('button', { name: /确\s*定/ }).click()
      const proof = page.getByRole('dialog', { name: '再次验证身份' })
      await proof.getByRole('button', { name: '使用通行密钥' }).click()
      await page.locator('.security-list', { hasText: '办公室安全钥匙' }).waitFor({ state: 'detached' })
      // The second is refused for the token of the session that the proof replaced, and brings the new one.
      expect(refusals).toBe(3)
      await page.context().close()
    },
    TEST_MS,
  )

  it(
    'binds an authenticator, shows the recovery codes once, and asks for a code at the next sign-in',
    async () => {
      const page = await open(390)
      await give(page, 'auditor')
      await inside(page)
      await page.goto(new URL('/security', home).href)
      await page.getByRole('button', { name: '绑定验证器' }).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByRole('img', { name: '绑定验证器的二维码' }).waitFor()
      const seed = (await dialog.locator('code').first().getAttribute('title')) ?? ''
      const code = (stepsAhead = 0) =>
        TOTP.generate({ secret: Secret.fromBase32(seed), timestamp: Date.now() + stepsAhead * 30_000 })
      await dialog.getByLabel('动态码').fill(code())
      await dialog.getByRole('button', { name: '确认绑定' }).click()
      await dialog.locator('.recovery-codes li').first().waitFor()
      expect(await dialog.locator('.recovery-codes li').count()).toBe(10)
      expect(await seriousBarriers(page)).toEqual([])
      const recovery = (await dialog.locator('.recovery-codes code').first().textContent()) ?? ''
      await dialog.getByRole('checkbox').check()
      await dialog.getByRole('button', { name: '继续' }).click()
      await page.getByText('已绑定。').waitFor()

      const other = await open()
      await give(other, 'auditor')
      await other.getByText('请完成第二步验证').waitFor()
      expect(await seriousBarriers(other)).toEqual([])
      // The code that enrolled is used up; the next one is taken early.
      await other.getByLabel('动态码', { exact: true }).last().fill(code(1))
      await other.getByRole('button', { name: '登录', exact: true }).click()
      await inside(other)
      await leave(other)
      await give(other, 'auditor')
      await other.getByRole('radio', { name: '恢复码' }).check()
      await other.getByLabel('恢复码', { exact: true }).last().fill(recovery)
      await other.getByRole('button', { name: '登录', exact: true }).click()
      await inside(other)
      await other.goto(new URL('/security', home).href)
      await other.getByRole('button', { name: '退出其他会话' }).click()
      await other.getByRole('button', { name: '退出其他会话' }).waitFor({ state: 'detached' })
      await page.reload()
      await page.getByLabel('用户名').waitFor()
      await Promise.all([page, other].map((one) => one.context().close()))
    },
    TEST_MS,
  )

  it(
    'hands out a challenge for a UKey before anybody is signed in',
    async () => {
      const page = await open()
      await page.getByRole('button', { name: '使用证书（UKey）' }).click()
      const dialog = page.getByRole('dialog')
      const download = page.waitForEvent('download')
      await dialog.getByRole('button', { name: '下载挑战文件' }).click()
      expect((await download).suggestedFilename()).toMatch(/^zhengxun-challenge-[0-9a-f]{8}\.json$/)
      expect(await seriousBarriers(page)).toEqual([])
      await page.context().close()
    },
    STEP_MS,
  )

  it(
    'binds an identity of the provider on the page of an account, which then signs in by it; no other does, and no longer than it is bound',
    async () => {
      const admin = await open()
      await give(admin, 'security-admin')
      await inside(admin)
      await admin.goto(`${home}accounts`)
      const line = admin.getByRole('row', { name: /district-clerk/ })
      await line.getByRole('link').first().click()
      const identities = admin.locator('.panel', { hasText: '统一身份' })
      await identities.getByText('没有绑定统一身份。').waitFor()
      await identities.getByRole('button', { name: '绑定统一身份' }).click()
      const dialog = admin.getByRole('dialog')
      await dialog.getByLabel('身份标识（sub）').fill('u-1001')
      for (const width of [390, 1440]) {
        await admin.setViewportSize({ width, height: 900 })
        expect(await seriousBarriers(admin)).toEqual([])
        expect(await admin.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0)
      }
      await dialog.getByRole('button', { name: '绑定统一身份' }).click()
      await identities.getByText('u-1001').waitFor()

      const page = await open()
      let subject = 'u-1001'
      // What the provider's own page does once somebody has signed in there.
      await page.route(`${idp.issuer}/authorize**`, (route) =>
        route.fulfill({
          contentType: 'text/html',
          body: `<meta http-equiv="refresh" content="0;url=${idp.signIn(route.request().url(), subject).replaceAll('&', '&amp;')}">`,
        }),
      )
      const enter = () => page.getByRole('button', { name: /统一身份认证/ }).click()
      await enter()
      await inside(page)
      expect(await page.locator('body').textContent()).toContain('区县经办人')
      // What the provider answered does not stay in the address.
      expect(new URL(page.url()).search).toBe('')
      await leave(page)
      subject = 'u-1002'
      await enter()
      await page.getByText('没有登记到这里的账户').waitFor()
      expect(await seriousBarriers(page)).toEqual([])

      await identities.getByRole('button', { name: '解除绑定' }).click()
      await dialog.getByRole('button', { name: '解除绑定' }).click()
      await identities.getByText('没有绑定统一身份。').waitFor()
      subject = 'u-1001'
      await page.getByRole('button', { name: '重新登录' }).click()
      await enter()
      await page.getByText('没有登记到这里的账户').waitFor()
    },
    TEST_MS,
  )
})
