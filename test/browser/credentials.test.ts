// The whole life of a user certificate in a real browser: asked for, reviewed, approved, written to a carrier, put into use, renewed, upgraded;
// and what an auditor can show of it. What a page says is held against OpenSSL and the authority's own OCSP responder.

import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { opensslWorkshop, SM2_ID } from '../support/openssl.ts'
import {
  ask,
  carrierWindow,
  openServiceDesk,
  pairWith,
  registered,
  SCAN,
  type ServiceDesk,
  typeInto,
} from './service-desk.ts'
import { CHROMIUM, STEP_MS, seriousBarriers, show, TEST_MS, type Visit, visit } from './stage.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const PIN = 'Tea-4-two'
const WIDTHS = [1440, 390]

describe.skipIf(!existsSync(CHROMIUM))(`a user certificate (needs ${CHROMIUM})`, { timeout: TEST_MS }, () => {
  const workshop = opensslWorkshop()
  let desk: ServiceDesk
  let clerk: Page
  let reviewer: Visit
  let approver: Visit
  /** Whatever any page has sent to the service. */
  const sent: string[] = []

  beforeAll(async () => {
    desk = await openServiceDesk()
    clerk = desk.clerk.page
    reviewer = await visit(desk.browser, desk.product, 'ra-officer')
    approver = await visit(desk.browser, desk.product, 'ra-officer-2')
    clerk.context().on('request', (request) => {
      if (request.url().startsWith(desk.product.url)) sent.push(`${request.url()} ${request.postData() ?? ''}`)
    })
    await pairWith(clerk, desk.product, desk.carrier)
    await clerk.getByText('还没有设置 PIN').waitFor({ timeout: STEP_MS })
  }, TEST_MS)
  afterAll(async () => {
    workshop.close()
    await desk?.close()
  })

  const go = (name: string | RegExp) => clerk.getByRole('button', { name, exact: true }).click({ timeout: STEP_MS })
  const says = (page: Page, text: string | RegExp) => page.getByText(text).first().waitFor({ timeout: STEP_MS })

  /** Until there is one, whoever is asked meanwhile for a fresh proof. */
  const turnsTo = (page: Page, wanted: Locator, count = 1) =>
    expect
      .poll(
        async () => {
          await page.locator('h1').click({ trial: true, timeout: STEP_MS })
          return wanted.count()
        },
        { timeout: STEP_MS },
      )
      .toBe(count)

  async function signsInAgain(username = 'district-clerk'): Promise<void> {
    await clerk.getByLabel('用户名').fill(username, { timeout: STEP_MS })
    await clerk.getByLabel('密码').fill(desk.product.passwordOf(username))
    await go('登录')
  }

  /** On step 2 of the wizard already: to the page of the request that was submitted. */
  async function submitted(evidence?: typeof SCAN): Promise<string> {
    if (evidence) await clerk.locator('input[type=file]').setInputFiles(evidence)
    await go('下一步')
    await go('提交')
    await says(clerk, '等另一位同事审核材料。')
    return clerk.url()
  }

  /** What is open in the queue is passed by the keyboard, and nothing is left. */
  async function passes({ page }: Visit): Promise<void> {
    await show(page, desk.product, '/requests/queue')
    await page.locator('.approval.current').waitFor({ timeout: STEP_MS })
    await page.keyboard.press('a')
    await turnsTo(page, page.getByText('没有待您处理的申请'))
  }

  /** In the window that `r` opened. */
  async function returns(page: Page, reason: string): Promise<void> {
    const dialog = page.getByRole('dialog')
    await dialog.waitFor({ timeout: STEP_MS })
    await dialog.getByRole('checkbox', { name: '材料' }).check()
    await dialog.getByLabel('材料：怎么改').fill(reason)
    await dialog.getByRole('button', { name: '退回', exact: true }).click()
    await dialog.waitFor({ state: 'detached', timeout: STEP_MS })
  }

  async function approvedByTwo(address: string): Promise<void> {
    await passes(reviewer)
    await passes(approver)
    await clerk.goto(address)
    await says(clerk, '已批准，还差写入 UKey。')
  }

  /** A PIN counts for two minutes: its window opens when it does not any more. */
  async function writes(button = '写入 UKey'): Promise<void> {
    const asked = (window: Page) => void typeInto(window, PIN).catch(() => undefined)
    clerk.on('popup', asked)
    await go(button)
    await says(clerk, '办好了。')
    clerk.off('popup', asked)
  }

  const authority = async (label: string) => {
    const answer = await clerk.request.get(new URL(`/pki/${label}.cer`, desk.product.url).href)
    return workshop.putPem('CERTIFICATE', await answer.body())
  }

  /** What OpenSSL reads out of the answer of our responder. Signed by RSA, it checks the signature too; SM2 it cannot (no `distid` there). */
  async function ocspOf(certificate: Uint8Array, label: string): Promise<string> {
    const issuer = await authority(label)
    const question = join(workshop.directory, 'question.der')
    const subject = workshop.putPem('CERTIFICATE', certificate)
    const about = ['-issuer', issuer, '-cert', subject]
    expect(workshop.run('ocsp', ...about, '-no_nonce', '-reqout', question).status).toBe(0)
    const address = workshop.run('x509', '-in', subject, '-noout', '-ocsp_uri').text.trim()
    expect(address).toBe(new URL('/pki/ocsp', desk.product.url).href)
    const answer = await fetch(address, {
      method: 'POST',
      headers: { 'content-type': 'application/ocsp-request' },
      body: readFileSync(question),
    })
    const file = workshop.put(new Uint8Array(await answer.arrayBuffer()))
    const trust = label === 'staff-rsa' ? ['-CAfile', issuer] : ['-noverify']
    const { text } = workshop.run('ocsp', ...about, '-respin', file, ...trust)
    if (label === 'staff-rsa') expect(text).toContain('Response verify OK')
    return text
  }

  const isGood = expect.stringContaining(': good')
  const isSuperseded = expect.stringMatching(/: revoked[\s\S]*Reason: superseded/)

  /** The certificates on the carrier lead to the authority, say whose they are, and are in force. */
  async function expectIssued(certificate: Uint8Array, label: string, name: string): Promise<void> {
    const file = workshop.putPem('CERTIFICATE', certificate)
    const how = label === 'staff-sm2' ? ['-vfyopt', SM2_ID] : []
    expect(workshop.run('verify', '-CAfile', await authority(label), ...how, file).text).toContain(': OK')
    expect(workshop.run('x509', '-in', file, '-noout', '-subject', '-nameopt', 'utf8').text).toContain(name)
    expect(await ocspOf(certificate, label)).toEqual(isGood)
  }

  async function expectWhole(page: Page): Promise<void> {
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 900 })
      const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth'
      expect([width, page.url(), await page.evaluate(overflow)]).toEqual([width, page.url(), 0])
      expect(await seriousBarriers(page)).toEqual([])
    }
    await page.setViewportSize({ width: 1440, height: 900 })
  }

  let first: string
  let other: string

  it('is asked for with evidence in three steps, another without', async () => {
    await registered(clerk, '陈晓')
    await registered(clerk, '王建国')
    await show(clerk, desk.product, '/desk')
    await clerk.getByRole('link', { name: /^新办/ }).click()
    await clerk.getByText('陈晓').click({ timeout: STEP_MS })
    await go('下一步')
    first = await submitted(SCAN)
    await clerk.getByRole('link', { name: '受理台' }).first().click()
    await clerk.getByRole('link', { name: /^新办/ }).click()
    await clerk.getByText('王建国').click({ timeout: STEP_MS })
    await go('下一步')
    await clerk.getByLabel('证书种类').selectOption('staff-rsa')
    await clerk.getByLabel('说明（选填）').fill('老系统只认 RSA')
    // The session ends before it is handed in: what was filled in is there again, for the same account alone.
    await clerk.context().clearCookies()
    await go('下一步')
    await go('提交')
    await signsInAgain('ra-officer')
    await clerk.getByLabel('找人').waitFor({ timeout: STEP_MS })
    expect(await clerk.locator('main').textContent()).not.toContain('老系统只认 RSA')
    await clerk.context().clearCookies()
    await clerk.getByLabel('找人').fill('王')
    await signsInAgain()
    await says(clerk, '老系统只认 RSA')
    await go('提交')
    await says(clerk, '等另一位同事审核材料。')
    other = clerk.url()
    await expectWhole(clerk)
  })

  it('is reviewed by the keyboard alone: what lacks evidence first, returned with a reason, mended and passed', async () => {
    const { page } = reviewer
    await show(page, desk.product, '/requests/queue')
    const current = page.locator('.approval.current')
    const head = current.locator('.approval-head')
    await head.filter({ hasText: '王建国' }).waitFor({ timeout: STEP_MS })
    expect(await head.textContent()).toContain('没有材料')
    await page.keyboard.press('j')
    await head.filter({ hasText: '陈晓' }).waitFor()
    await page.getByRole('link', { name: SCAN.name }).waitFor({ timeout: STEP_MS })
    await expectWhole(page)
    await page.keyboard.press('Enter')
    await current.waitFor({ state: 'detached' })
    await page.keyboard.press('Enter')
    await current.waitFor()
    await page.keyboard.press('k')
    await head.filter({ hasText: '王建国' }).waitFor()
    await page.keyboard.press('r')
    await returns(page, '请补身份证正面')

    await clerk.goto(other)
    await says(clerk, '退回来了')
    await says(clerk, '请补身份证正面')
    await clerk.locator('input[type=file]').setInputFiles(SCAN)
    await go('改好，重新提交')
    await says(clerk, '等另一位同事审核材料。')

    await show(page, desk.product, '/requests/queue')
    await head.filter({ hasText: '王建国' }).waitFor({ timeout: STEP_MS })
    expect(await head.textContent()).toContain('曾被退回')
    await page.keyboard.press('a')
    await turnsTo(page, head.filter({ hasText: '陈晓' }))
    await page.keyboard.press('a')
    await turnsTo(page, page.getByText('没有待您处理的申请'))
  })

  it('is approved by a third person, and nobody who decided may write it', async () => {
    const { page } = approver
    await show(page, desk.product, '/requests/queue')
    for (const left of [1, 0]) {
      await page.locator('.approval.current').waitFor({ timeout: STEP_MS })
      await page.keyboard.press('a')
      await turnsTo(page, page.locator('.approval'), left)
    }
    await show(page, desk.product, new URL(first).pathname)
    await says(page, '由经办人写入')
    expect(await page.getByRole('button', { name: '写入 UKey' }).count()).toBe(0)
  })

  it('waits, in plain words, for a carrier that is not running, not paired, or without its PIN', async () => {
    await desk.pullOut()
    await show(clerk, desk.product, new URL(first).pathname)
    await says(clerk, '软介质没有运行')
    expect(await clerk.getByRole('button', { name: '写入 UKey' }).isDisabled()).toBe(true)
    await desk.plugIn('first')
    await says(clerk, '要再配对一次')
    await pairWith(clerk, desk.product, desk.carrier)
    await show(clerk, desk.product, new URL(first).pathname)

    // The window is closed: it can be opened again, and given up.
    await (await carrierWindow(clerk, '写入 UKey')).close()
    const dialog = clerk.getByRole('dialog', { name: '请输入 PIN' })
    await expectWhole(clerk)
    const again = clerk.waitForEvent('popup', { timeout: STEP_MS })
    await dialog.getByRole('button', { name: '再打开 PIN 窗口' }).click()
    const window = await again
    await typeInto(window, PIN, 'another-1')
    await window.getByText('两次一致').waitFor({ timeout: STEP_MS })
    await window.close()
    await dialog.getByRole('button', { name: '取消' }).click()
    await says(clerk, '什么都没有丢')
  })

  it('is written to the carrier and put into use, also when the session ends half way', async () => {
    const window = await carrierWindow(clerk, '写入 UKey')
    await clerk.context().clearCookies()
    await typeInto(window, PIN, PIN)
    await window.getByText('解锁码').first().waitFor({ timeout: STEP_MS })
    await signsInAgain()
    await says(clerk, '已批准，还差写入 UKey。')
    await writes()

    // The key that was made before the session ended is the one that was used.
    const [pair, ...others] = desk.keys()
    expect(others).toEqual([])
    await expectIssued(pair?.sign ?? new Uint8Array(), 'staff-sm2', '陈晓')
    await expectIssued(pair?.encryption ?? new Uint8Array(), 'staff-sm2', '陈晓')
    expect(sent.filter((text) => text.includes(PIN))).toEqual([])
  })

  it('stands on its holder’s page in use, with everything that happened', async () => {
    await clerk.getByRole('link', { name: '人员证书' }).first().click()
    await clerk.getByLabel('姓名、工号、序列号、UKey 编号').fill('陈')
    await clerk.keyboard.press('Enter')
    await clerk.waitForURL(/search=/)
    await expectWhole(clerk)
    await clerk.getByRole('link', { name: '陈晓' }).click()
    await says(clerk, '在用')
    for (const event of ['启用 ·', '写入 UKey ·', '签发 ·']) await says(clerk, event)
    await expectWhole(clerk)
  })

  it('is renewed in at most six clicks after signing in; the old one ends when the new one has signed', async () => {
    const [old] = desk.keys()
    const { page } = await visit(desk.browser, desk.product, 'district-clerk')
    // Presses, wherever they land: a label clicks its field once more by itself.
    await page.evaluate('globalThis.presses = 0; addEventListener("pointerdown", () => { presses += 1 }, true)')
    await page.getByRole('link', { name: /^更新/ }).click({ timeout: STEP_MS })
    await page.getByLabel('找人').waitFor({ timeout: STEP_MS })
    await page.keyboard.type('陈晓')
    await page.getByText('陈晓').click()
    await page.getByRole('button', { name: '下一步' }).click()
    await page.getByRole('button', { name: '下一步' }).click()
    await page.getByRole('button', { name: '提交', exact: true }).click()
    await says(page, '等另一位同事审核材料。')
    expect(await page.evaluate('presses')).toBe(5)
    const address = page.url()
    await page.context().close()

    await approvedByTwo(address)
    await desk.plugIn('first')
    await pairWith(clerk, desk.product, desk.carrier)
    await show(clerk, desk.product, '/desk')
    await clerk.evaluate('globalThis.presses = 0; addEventListener("pointerdown", () => { presses += 1 }, true)')
    await clerk.locator('.panel', { hasText: '等您办' }).getByRole('link', { name: /^更新/ }).click()
    const window = await carrierWindow(clerk, '写入 UKey')
    await typeInto(window, 'wrong-PIN')
    await window.getByText('还可试 4 次').waitFor({ timeout: STEP_MS })
    await typeInto(window, PIN)
    await says(clerk, '办好了。')
    // One to the request, one to write; the PIN is typed.
    expect(await clerk.evaluate('presses')).toBe(2)

    const [, next] = desk.keys()
    await expectIssued(next?.sign ?? new Uint8Array(), 'staff-sm2', '陈晓')
    for (const der of [old?.sign, old?.encryption])
      expect(await ocspOf(der ?? new Uint8Array(), 'staff-sm2')).toEqual(isSuperseded)
  })

  it('of RSA is upgraded by one button, and stays in force until the SM2 one has signed', async () => {
    await desk.plugIn('second')
    await pairWith(clerk, desk.product, desk.carrier)
    await show(clerk, desk.product, new URL(other).pathname)
    await typeInto(await carrierWindow(clerk, '写入 UKey'), PIN, PIN)
    await says(clerk, '办好了。')
    const [rsa] = desk.keys()
    expect(rsa?.encryption).toBeUndefined()
    await expectIssued(rsa?.sign ?? new Uint8Array(), 'staff-rsa', '王建国')

    await clerk.getByRole('link', { name: '看王建国的证书' }).click()
    await clerk.getByRole('link', { name: '升级为国密', exact: true }).click({ timeout: STEP_MS })
    await approvedByTwo(await submitted())
    // The line breaks between issuing and signing.
    await clerk.route('**/challenges', (route) => route.abort(), { times: 1 })
    await go('写入 UKey')
    await clerk.getByRole('button', { name: '接着写入' }).waitFor({ timeout: STEP_MS })
    const [, pair] = desk.keys()
    await expectIssued(pair?.sign ?? new Uint8Array(), 'staff-sm2', '王建国')
    expect(await ocspOf(rsa?.sign ?? new Uint8Array(), 'staff-rsa')).toEqual(isGood)
    await expectWhole(clerk)

    await writes('接着写入')
    expect(await ocspOf(pair?.sign ?? new Uint8Array(), 'staff-sm2')).toEqual(isGood)
    expect(await ocspOf(rsa?.sign ?? new Uint8Array(), 'staff-rsa')).toEqual(isSuperseded)
    await clerk.getByRole('link', { name: '看王建国的证书' }).click()
    for (const text of ['已换新', '在用', '被新证书替换']) await says(clerk, text)
    await expectWhole(clerk)
  })

  it('is read by the online check from the carrier that is plugged in', async () => {
    await show(clerk, desk.product, '/check')
    await go('检测插着的 UKey')
    await says(clerk, '这张证书可以正常使用')
    await expectWhole(clerk)
  })

  it('is shown to an auditor with evidence that holds by itself, and the question stands in the audit trail', async () => {
    const { page } = await visit(desk.browser, desk.product, 'auditor')
    await show(page, desk.product, '/holdings')
    await page.getByLabel('查什么').fill('王建国')
    await page.getByLabel('包括此前已结束的').check()
    await page.getByRole('button', { name: '查询' }).click()
    await says(page, '查到 2 份')
    await expectWhole(page)
    const downloading = page.waitForEvent('download', { timeout: STEP_MS })
    await page.getByRole('button', { name: '证据包' }).first().click()
    const pack = join(workshop.directory, 'evidence.zip')
    await (await downloading).saveAs(pack)

    const audit = <T>(action: string) => ask<{ items: T[] }>(page, 'GET', `/audit?action=${action}`)
    const taken = await audit<{ detail: { head: string } }>('holdings.evidence-taken')
    const head = taken.items[0]?.detail.head ?? ''
    expect(head).toMatch(/^[0-9a-f]{64}$/)
    const verify = (file: string) =>
      spawnSync(process.execPath, ['dist/cli.mjs', 'evidence', 'verify', file, '--head', head], { cwd: ROOT })
    expect(verify(pack).status).toBe(0)
    const changed = readFileSync(pack)
    const at = changed.length >> 1
    changed[at] = (changed[at] ?? 0) ^ 1
    const broken = join(workshop.directory, 'changed.zip')
    writeFileSync(broken, changed)
    expect(verify(broken).status).not.toBe(0)

    const asked = await audit<{ actor: { name: string }; detail: object }>('holdings.searched')
    expect(asked.items).toHaveLength(1)
    await show(page, desk.product, '/audit')
    await says(page, /holdings\.searched/)
  })
})
