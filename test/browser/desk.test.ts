// A clerk at the service desk in a real browser, with a carrier in software beside it.

import { existsSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openServiceDesk, pairWith, registered, type ServiceDesk } from './service-desk.ts'
import { CHROMIUM, STEP_MS, show, TEST_MS } from './stage.ts'

describe.skipIf(!existsSync(CHROMIUM))(`a clerk at the service desk (needs ${CHROMIUM})`, { timeout: TEST_MS }, () => {
  let desk: ServiceDesk
  beforeAll(async () => {
    desk = await openServiceDesk()
  }, TEST_MS)
  afterAll(() => desk?.close())

  it('pairs a carrier in software, and its token does not stay in the address', async () => {
    const { page } = desk.clerk
    await pairWith(page, desk.product, desk.carrier)
    await page.getByText('还没有设置 PIN').waitFor({ timeout: STEP_MS })
    expect(page.url()).not.toContain(desk.carrier.pairingToken)
  })

  it('asks for a first certificate in three steps and follows it like a parcel', async () => {
    const { page, complaints } = desk.clerk
    await registered(page, '陈晓')
    await show(page, desk.product, '/desk')
    await page.getByRole('link', { name: /^新办/ }).click()
    await page.getByText('陈晓').click({ timeout: STEP_MS })
    await page.getByRole('button', { name: '下一步' }).click()
    await page.getByRole('button', { name: '下一步' }).click()
    await page.getByRole('button', { name: '提交', exact: true }).click()
    await page.getByText('等另一位同事审核材料。').waitFor({ timeout: STEP_MS })
    expect(await page.locator('.parcel [aria-current]').textContent()).toBe('已提交')
    expect(complaints).toEqual([])
  })

  it('reads in plain words what a certificate is', async () => {
    const { page } = desk.clerk
    await show(page, desk.product, '/check')
    const root = await page.request.get(new URL('/pki/staff-sm2.cer', desk.product.url).href)
    await page.locator('input[type=file]').setInputFiles({
      ...{ name: 'ca.cer', mimeType: 'application/pkix-cert' },
      buffer: await root.body(),
    })
    await page.locator('.check-headline').waitFor({ timeout: STEP_MS })
    expect(await page.locator('main').textContent()).toContain('发证机构自己的证书')
  })
})
