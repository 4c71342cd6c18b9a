// The rarer ways at the service desk in a real browser: renewing from the row of what ends soon, a PIN that is locked and its unlocking, an
// issuing that fails and is asked for again. What nobody can wait for – a certificate near its end, a unit that no certificate can name – is
// planted in the database.

import { existsSync } from 'node:fs'
import { type SQL, sql } from 'drizzle-orm'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { withDatabase } from '../database.ts'
import { opensslWorkshop } from '../support/openssl.ts'
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

const PIN = 'Tea-4-two'
const NEXT_PIN = 'Two-4-tea'
const PRESSES = 'globalThis.presses = 0; addEventListener("pointerdown", () => { presses += 1 }, true)'
const { owner, url } = await withDatabase()

describe.skipIf(!existsSync(CHROMIUM))(`rarer ways at the desk (needs ${CHROMIUM})`, { timeout: TEST_MS }, () => {
  const workshop = opensslWorkshop()
  let desk: ServiceDesk
  let clerk: Page
  let reviewer: Visit
  let approver: Visit
  let staffId: string
  let unlockCode: string
  /** The renewal that waits for its carrier. */
  let renewal: string

  beforeAll(async () => {
    desk = await openServiceDesk({ ZHENGXUN_DATABASE_URL: url })
    clerk = desk.clerk.page
    reviewer = await visit(desk.browser, desk.product, 'ra-officer')
    approver = await visit(desk.browser, desk.product, 'ra-officer-2')
    await pairWith(clerk, desk.product, desk.carrier)
    await clerk.getByText('还没有设置 PIN').waitFor({ timeout: STEP_MS })
  }, TEST_MS)
  afterAll(async () => {
    workshop.close()
    await desk?.close()
  })

  const go = (name: string) => clerk.getByRole('button', { name, exact: true }).click({ timeout: STEP_MS })
  const says = (page: Page, text: string | RegExp) => page.getByText(text).first().waitFor({ timeout: STEP_MS })
  const panel = (page: Page, title: string) => page.locator('.panel', { hasText: title })
  const idOf = (page: Page) => new URL(page.url()).pathname.split('/').at(-1) ?? ''

  /** What only the owner of the tables may. */
  async function plant(statement: SQL): Promise<void> {
    await owner.execute(sql`set session_replication_role = replica`)
    await owner.execute(statement)
    await owner.execute(sql`set session_replication_role = origin`)
  }

  /** By two others; that they do it on a page of theirs is shown elsewhere (credentials.test.ts). */
  async function approved(id: string): Promise<void> {
    await ask(reviewer.page, 'POST', `/user-requests/${id}/review`)
    await ask(approver.page, 'POST', `/user-requests/${id}/approval`)
  }

  /** With a new carrier, which asks for its first PIN; gives back its unlocking code. */
  async function writtenToNew(carrier: string, address: string): Promise<string> {
    await desk.plugIn(carrier)
    await pairWith(clerk, desk.product, desk.carrier)
    await show(clerk, desk.product, address)
    const window = await carrierWindow(clerk, '写入 UKey')
    await typeInto(window, PIN, PIN)
    const code = await window.locator('code').textContent({ timeout: STEP_MS })
    await window.close()
    return code ?? ''
  }

  async function isFit(page: Page): Promise<void> {
    for (const width of [390, 1440]) {
      await page.setViewportSize({ width, height: 900 })
      const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth'
      expect([width, page.url(), await page.evaluate(overflow)]).toEqual([width, page.url(), 0])
      expect(await seriousBarriers(page)).toEqual([])
    }
  }

  it('a certificate that ends soon is renewed from its row by three presses, and one with time left has no row', async () => {
    staffId = await registered(clerk, '陈晓')
    const details = { profileId: 'staff-sm2' }
    const { id } = await ask<{ id: string }>(clerk, 'POST', '/user-requests', { kind: 'new', staffId, details })
    await ask(clerk, 'POST', `/user-requests/${id}/submission`)
    await approved(id)
    unlockCode = await writtenToNew('first', `/desk/${id}`)
    await says(clerk, '办好了。')
    await show(clerk, desk.product, '/desk')
    expect(await panel(clerk, '快到期的证书').count()).toBe(0)

    await plant(sql`update credentials set not_after = now() + interval '20 days' where staff_id = ${staffId}`)
    const { page } = await visit(desk.browser, desk.product, 'district-clerk')
    const row = panel(page, '快到期的证书').getByRole('row', { name: /陈晓/ })
    await row.waitFor({ timeout: STEP_MS })
    await isFit(page)
    await page.evaluate(PRESSES)
    await row.getByRole('link', { name: '更新' }).click()
    await page.getByRole('button', { name: '下一步' }).click()
    await page.getByRole('button', { name: '提交', exact: true }).click()
    await says(page, '等另一位同事审核材料。')
    expect(await page.evaluate('presses')).toBe(3)
    renewal = idOf(page)
    await page.context().close()
    await approved(renewal)
  })

  it('a PIN that is locked is said where one wanted to write, and leads to the request for unlocking', async () => {
    await desk.plugIn('first')
    await pairWith(clerk, desk.product, desk.carrier)
    await show(clerk, desk.product, `/desk/${renewal}`)
    const window = await carrierWindow(clerk, '写入 UKey')
    for (const left of [4, 3, 2, 1]) {
      await typeInto(window, 'wrong-PIN')
      await window.getByText(`还可试 ${left} 次`).waitFor({ timeout: STEP_MS })
    }
    await typeInto(window, 'wrong-PIN')
    await window.getByText('PIN 已锁死').waitFor({ timeout: STEP_MS })
    await window.close()
    await clerk.getByRole('dialog').getByRole('button', { name: '取消' }).click()
    await says(clerk, 'PIN 已锁死，请申请解锁。')
    await isFit(clerk)
    await clerk.locator('.note').getByRole('link', { name: '解锁' }).click()
    await go('下一步')
    await go('提交')
    await says(clerk, '等另一位同事审核材料。')
    await approved(idOf(clerk))
  })

  it('it is unlocked in the carrier’s own window, not by a wrong code, nor by whoever approved it', async () => {
    await show(clerk, desk.product, '/desk')
    await panel(clerk, '等您办').getByRole('link', { name: /^解锁/ }).click()
    await says(clerk, '已批准，还差在 UKey 上解锁。')
    await isFit(clerk)
    await show(approver.page, desk.product, new URL(clerk.url()).pathname)
    expect(await approver.page.getByRole('button', { name: '在 UKey 上解锁' }).count()).toBe(0)

    const window = await carrierWindow(clerk, '在 UKey 上解锁')
    await typeInto(window, '0000-0000-0000-0000', NEXT_PIN)
    await window.getByText('解锁码不对').waitFor({ timeout: STEP_MS })
    await typeInto(window, unlockCode, NEXT_PIN)
    await says(clerk, '办好了。')
    await window.close()
    await isFit(clerk)
  })

  it('what waited is written with the new PIN by two presses: five from the row to the certificate in use', async () => {
    // Plugged in anew: the PIN of the unlocking counts no more.
    await desk.plugIn('first')
    await pairWith(clerk, desk.product, desk.carrier)
    await show(clerk, desk.product, '/desk')
    await clerk.evaluate(PRESSES)
    await panel(clerk, '等您办').getByRole('link', { name: /^更新/ }).click()
    const window = await carrierWindow(clerk, '写入 UKey')
    await typeInto(window, PIN)
    await window.getByText('还可试 4 次').waitFor({ timeout: STEP_MS })
    await typeInto(window, NEXT_PIN)
    await says(clerk, '办好了。')
    expect(await clerk.evaluate('presses')).toBe(2)
    const [old, next] = desk.keys()
    const endOf = (der: Uint8Array | undefined) =>
      workshop.run('x509', '-in', workshop.putPem('CERTIFICATE', der ?? new Uint8Array()), '-noout', '-enddate').text
    expect(Date.parse(endOf(next?.sign).slice(9))).toBeGreaterThanOrEqual(Date.parse(endOf(old?.sign).slice(9)))
    await show(clerk, desk.product, '/desk')
    expect(await panel(clerk, '快到期的证书').count()).toBe(0)
  })

  it('an issuing that failed is said in words, and the same is drafted again with its evidence and issued', async () => {
    await registered(clerk, '王建国')
    await show(clerk, desk.product, '/desk')
    await clerk.getByRole('navigation', { name: '办什么' }).getByRole('link', { name: /^新办/ }).click()
    await clerk.getByText('王建国').click({ timeout: STEP_MS })
    await go('下一步')
    await clerk.getByLabel('说明（选填）').fill('新入职')
    await clerk.locator('input[type=file]').setInputFiles(SCAN)
    await go('下一步')
    await go('提交')
    await says(clerk, '等另一位同事审核材料。')
    const failing = idOf(clerk)
    await approved(failing)

    // A unit of a name that no certificate can carry: what the authority lays out does not pass its own lint.
    await plant(sql`update org_units set name = repeat('街', 65) where name = '黄浦区中心'`)
    await writtenToNew('second', `/desk/${failing}`)
    await says(clerk, '签发没有成功')
    expect(await clerk.getByRole('button', { name: '写入 UKey' }).count()).toBe(0)
    await isFit(clerk)
    await plant(sql`update org_units set name = '黄浦区中心' where name = repeat('街', 65)`)

    await go('起草同样的申请')
    await says(clerk, '还没有提交。')
    expect(idOf(clerk)).not.toBe(failing)
    await clerk.locator('.desk-files').getByText(SCAN.name).waitFor({ timeout: STEP_MS })
    expect(await clerk.getByLabel('说明（选填）').inputValue()).toBe('新入职')
    await isFit(clerk)
    await go('提交')
    await says(clerk, '等另一位同事审核材料。')
    await approved(idOf(clerk))
    await show(clerk, desk.product, new URL(clerk.url()).pathname)
    await go('写入 UKey')
    await says(clerk, '办好了。')
    // Once: a second draft of the same is refused.
    await show(clerk, desk.product, `/desk/${failing}`)
    await go('起草同样的申请')
    await says(clerk, '此人已持有同类有效证书')
  })
})
