import { existsSync } from 'node:fs'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask } from './service-desk.ts'
import { CHROMIUM, openBrowser, type Product, seriousBarriers, show, startProduct, TEST_MS, visit } from './stage.ts'

describe.skipIf(!existsSync(CHROMIUM))(`a seal in the console (needs ${CHROMIUM})`, { timeout: TEST_MS }, () => {
  let product: Product
  let browser: Browser
  beforeAll(async () => {
    product = await startProduct()
    browser = await openBrowser()
  }, TEST_MS)
  afterAll(async () => {
    await browser?.close()
    await product?.stop()
  })

  it(
    'is asked for by a clerk who sees it while typing, reviewed by an officer, and made by a third person',
    async () => {
      const maker = await visit(browser, product, 'operator')
      const pem = await maker.page.evaluate(async () => {
        const found = await fetch(`/api/v1/certificates?q=${encodeURIComponent('用印人')}`)
        const { items } = (await found.json()) as { items: { id: string }[] }
        return ((await (await fetch(`/api/v1/certificates/${items[0]?.id}`)).json()) as { pem: string }).pem
      })
      const clerk = await visit(browser, product, 'district-clerk', 390)
      await show(clerk.page, product, '/seals/new')
      for (const [label, text] of [
        ['姓名', '李晓明'],
        ['印章名称', '李晓明名章'],
        ['持章人', '李晓明'],
        ['单位', '黄浦区社会保险事业管理中心'],
        ['事由', '新办'],
      ] as const)
        await clerk.page.getByLabel(label, { exact: true }).fill(text)
      const drawn = clerk.page.getByRole('img', { name: '李晓明' })
      await drawn.waitFor()
      // 20 mm as browsers count them: 96 dots an inch.
      expect((await drawn.boundingBox())?.width).toBeCloseTo((20 / 25.4) * 96, 0)
      const file = { name: 'holder.pem', mimeType: 'application/x-pem-file', buffer: Buffer.from(pem) }
      await clerk.page.locator('input[type=file]').last().setInputFiles(file)
      expect(await seriousBarriers(clerk.page)).toEqual([])
      expect(await clerk.page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0)
      // The session ends before it is handed in: what was filled in is there again, the file too.
      await ask(clerk.page, 'DELETE', '/sessions/current')
      await clerk.page.getByRole('button', { name: '提交申请' }).click()
      await clerk.page.getByLabel('用户名').fill('district-clerk')
      await clerk.page.getByLabel('密码').fill(product.passwordOf('district-clerk'))
      await clerk.page.getByRole('button', { name: '登录', exact: true }).click()
      await clerk.page.getByText('holder.pem').waitFor()
      await clerk.page.getByRole('button', { name: '提交申请' }).click()
      await clerk.page.waitForURL(/\/seals\/requests\/[0-9a-f-]{36}$/)
      const { pathname } = new URL(clerk.page.url())
      expect(await clerk.page.getByRole('button', { name: '审核通过' }).count()).toBe(0)

      const officer = await visit(browser, product, 'ra-officer')
      await show(officer.page, product, pathname)
      await officer.page.getByText('请核对持章人与证书是否一致').waitFor()
      await officer.page.getByRole('button', { name: '审核通过' }).click()
      await officer.page.getByText('待定印模').waitFor()

      await show(maker.page, product, pathname)
      await maker.page.getByRole('button', { name: '确定印模' }).click()
      await maker.page.getByRole('button', { name: /^制.?章$/ }).click()
      await maker.page.waitForURL(/\/seals\/[0-9a-f-]{36}$/)
      await maker.page.getByText('样例制章人').first().waitFor()
      expect(await seriousBarriers(maker.page)).toEqual([])
      await show(clerk.page, product, '/seals')
      await clerk.page.getByRole('link', { name: '李晓明名章' }).waitFor()

      // Whoever has nobody's certificate in use yet is told so, and may bring a file.
      await show(clerk.page, product, '/seals/new')
      await clerk.page.getByLabel('从在用的证书里选持章人').click()
      await clerk.page.getByText('没有在用的 SM2 证书').first().waitFor()
      expect(await clerk.page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0)

      // The key of the maker, and where its certificate comes from: a third person approves.
      await show(officer.page, product, '/seals/makers')
      await officer.page.getByText('样例制章人').first().waitFor()
      await officer.page.getByRole('button', { name: '申请证书' }).first().click()
      await officer.page.getByText('工作人员证书机构（SM2）').waitFor()
      await officer.page.getByText('三个人：生成密钥的人').waitFor()
      expect(await seriousBarriers(officer.page)).toEqual([])
      // The browser notes what was refused for want of a session, or for the token of the one that ended, and nothing else.
      const complaints = [clerk, officer, maker].flatMap((one) => one.complaints)
      expect(complaints.filter((one) => !/ 40[13] /.test(one))).toEqual([])
    },
    TEST_MS,
  )
})
