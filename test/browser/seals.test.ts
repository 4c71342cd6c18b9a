import { existsSync, readFileSync } from 'node:fs'
import { unzipSync } from 'fflate'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { queueReissues } from '#features/seals/index.ts'
import { testCtx } from '../context.ts'
import { withDatabase } from '../database.ts'
import { ask } from './service-desk.ts'
import {
  CHROMIUM,
  openBrowser,
  type Product,
  seriousBarriers,
  show,
  startProduct,
  TEST_MS,
  type Visit,
  visit,
} from './stage.ts'
import { isWellMade } from './well-made.ts'

describe.skipIf(!existsSync(CHROMIUM))(`a seal in the console (needs ${CHROMIUM})`, { timeout: TEST_MS }, async () => {
  // In hand: the job that queues re-issues comes every ten minutes, and is called here when it is its turn.
  const { db, url } = await withDatabase()
  let product: Product
  let browser: Browser
  let clerk: Visit
  let officer: Visit
  let maker: Visit
  let sealPath = ''
  beforeAll(async () => {
    product = await startProduct({ ZHENGXUN_DATABASE_URL: url })
    browser = await openBrowser()
    maker = await visit(browser, product, 'operator')
    officer = await visit(browser, product, 'ra-officer')
    clerk = await visit(browser, product, 'district-clerk', 390)
    await certifiedMaker()
  }, TEST_MS)
  afterAll(async () => {
    await browser?.close()
    await product?.stop()
  })

  const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })

  /** The operator's key, its certificate asked for by one officer; another one approves. */
  async function certifiedMaker(): Promise<void> {
    const wish = { purpose: 'seal-making', algorithm: 'sm2', commonName: '制章密钥一号' }
    const { id } = await ask<{ id: string }>(maker.page, 'POST', '/certificate-requests', wish)
    const { items } = await ask<{ items: { id: string }[] }>(officer.page, 'GET', '/seal-maker-authorities')
    const order = { authorityId: items[0]?.id, reason: '首次' }
    await ask(officer.page, 'POST', `/seal-makers/${id}/certificate-requests`, order)
    await approvedBySecond()
  }

  async function approvedBySecond(): Promise<void> {
    const { page } = await visit(browser, product, 'ra-officer-2')
    const { toDecide } = await ask<{ toDecide: { id: string }[] }>(page, 'GET', '/approvals/queue')
    await ask(page, 'POST', `/approvals/${toDecide[0]?.id}/approval`)
    await page.context().close()
  }

  it(
    'is asked for by a clerk who sees it while typing, reviewed by an officer, and made by a third person',
    async () => {
      const pem = await maker.page.evaluate(async () => {
        const found = await fetch(`/api/v1/certificates?q=${encodeURIComponent('用印人')}`)
        const { items } = (await found.json()) as { items: { id: string }[] }
        return ((await (await fetch(`/api/v1/certificates/${items[0]?.id}`)).json()) as { pem: string }).pem
      })
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

      await show(officer.page, product, pathname)
      await officer.page.getByText('请核对持章人与证书是否一致').waitFor()
      await officer.page.getByRole('button', { name: '审核通过' }).click()
      await officer.page.getByText('待定印模').waitFor()

      await show(maker.page, product, pathname)
      await maker.page.getByRole('button', { name: '确定印模' }).click()
      await maker.page.getByRole('button', { name: /^制.?章$/ }).click()
      await maker.page.waitForURL(/\/seals\/[0-9a-f-]{36}$/)
      await maker.page.getByText('制章密钥一号').first().waitFor()
      sealPath = new URL(maker.page.url()).pathname
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
      for (const one of [clerk, officer, maker]) one.complaints.length = 0
    },
    TEST_MS,
  )

  it('is taken by its maker as a package, once as delivered and again whenever it is wanted', async () => {
    const { page } = maker
    await show(page, product, sealPath)
    const taken = async () => {
      const download = page.waitForEvent('download')
      await button(page, '下载印章包').click()
      return unzipSync(readFileSync(await (await download).path()))
    }
    expect(Object.keys(await taken())).toEqual(expect.arrayContaining(['seal.esl', 'manifest.json', 'manifest.sig']))
    await page.getByText('下载印章包并交付').waitFor()
    await taken()
    await page.getByText('再次下载印章包').waitFor()
    await isWellMade(page, 'seal')
    // Who only looks at seals takes none.
    await show(clerk.page, product, sealPath)
    expect(await button(clerk.page, '下载印章包').count()).toBe(0)
  })

  it('is of no use once its maker is revoked, and is taken up with one click to be made anew', async () => {
    const { page } = officer
    await show(page, product, '/seals/makers')
    const row = page.getByRole('row', { name: /制章密钥一号/ })
    await row.getByRole('button', { name: '吊销证书' }).click()
    await page.getByLabel('事由').fill('改用新的制章密钥')
    await isWellMade(page, 'revoke')
    await button(page, '提交吊销').click()
    await page.getByText('等第三个人批准').waitFor()
    await approvedBySecond()
    await show(page, product, '/seals/makers')
    await row.getByText('证书已吊销').waitFor()
    await isWellMade(page, 'makers')
    await show(maker.page, product, sealPath)
    await maker.page.getByText('不能再用').first().waitFor()
    expect(await button(maker.page, '下载印章包').count()).toBe(0)
    await isWellMade(maker.page, 'revoked')

    expect(await queueReissues(testCtx(db, { now: Date.now() }))).toEqual({ queued: 1 })
    await show(clerk.page, product, '/seals/requests')
    // Its state is the address's: it is set once the page has followed it.
    await clerk.page.getByLabel('只看待重制').click()
    await button(clerk.page, '接手办理').waitFor()
    await clerk.page.getByRole('main').getByText('系统', { exact: true }).waitFor()
    await isWellMade(clerk.page, 'queued')
    await button(clerk.page, '接手办理').click()
    await clerk.page.waitForURL(/\/seals\/requests\/[0-9a-f-]{36}$/)
    await clerk.page.getByText('待审核').first().waitFor()
    await clerk.page.getByText('制章证书已吊销，印章须由别的制章密钥重制').first().waitFor()
    await isWellMade(clerk.page, 'taken')
    expect([clerk, officer, maker].flatMap(({ complaints }) => complaints)).toEqual([])
  })
})
