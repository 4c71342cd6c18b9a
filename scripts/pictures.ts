// `node --import tsx scripts/pictures.ts`: the README's pictures of the console, taken from the built product with its sample estate.

import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { ask, openServiceDesk, pairWith, registered, SCAN } from '../test/browser/service-desk.ts'
import { show, signedFile, visit } from '../test/browser/stage.ts'

const FOLDER = fileURLToPath(new URL('../docs/pictures/', import.meta.url))
const ROUND_MS = 120_000
const PAGES = { today: '/today', systems: '/systems', certificates: '/certificates', inspections: '/inspections' }

const desk = await openServiceDesk()
const { product, browser } = desk
mkdirSync(FOLDER, { recursive: true })
try {
  const held = await giveCertificate()
  for (const width of [1440, 390]) {
    const { page } = await visit(browser, product, 'operator', width)
    const shoot = (name: string) => page.screenshot({ path: `${FOLDER}${name}-${width}.png` })
    await show(page, product, '/today')
    await page.getByText('待人工').first().waitFor({ timeout: ROUND_MS })
    for (const [name, path] of Object.entries(PAGES)) {
      await show(page, product, path)
      await shoot(name)
    }
    await page.getByRole('link', { name: '首次巡检' }).first().click()
    await page.getByRole('heading', { level: 1, name: /首次/ }).waitFor()
    await page.locator('.bone').first().waitFor({ state: 'detached' })
    await shoot('round')
    await shootSites(page, shoot)
    const { tampered, anchor } = await signedFile()
    await show(page, product, '/verification')
    await page.getByLabel('把签名文件拖到这里').setInputFiles([
      { name: '参保证明.p7s', mimeType: '', buffer: tampered },
      { name: 'root.der', mimeType: '', buffer: anchor },
    ])
    await page.getByRole('button', { name: '开始验证' }).click()
    await page.locator('.banner').waitFor()
    await shoot('verification')
    await shootDocuments(page, shoot)
    await page.context().close()
    await shootDesk(held, width)
  }
} finally {
  await desk.close()
}

interface Held {
  staffId: string
  credentialId: string
}

/** Somebody with a certificate in use, and two requests that wait for their review. */
async function giveCertificate(): Promise<Held> {
  const { page } = desk.clerk
  await pairWith(page, product, desk.carrier)
  const staffId = await registered(page, '陈晓')
  const { id } = await asks(staffId, 'staff-sm2')
  for (const [who, step] of [
    ['ra-officer', 'review'],
    ['ra-officer-2', 'approval'],
  ] as const) {
    const officer = await visit(browser, product, who)
    await ask(officer.page, 'POST', `/user-requests/${id}/${step}`)
    await officer.page.context().close()
  }
  await show(page, product, `/desk/${id}`)
  page.once('popup', (window) => void setPin(window))
  await page.getByRole('button', { name: '写入 UKey' }).click()
  await page.getByText('办好了。').waitFor({ timeout: ROUND_MS })
  await asks(await registered(page, '王建国'), 'staff-rsa')
  await asks(await registered(page, '李敏'), 'staff-sm2')
  const { items } = await ask<{ items: { id: string }[] }>(page, 'GET', `/credentials?staffId=${staffId}`)
  return { staffId, credentialId: items[0]?.id ?? '' }
}

/** A first certificate, with evidence for those of today. */
async function asks(staffId: string, profileId: 'staff-sm2' | 'staff-rsa'): Promise<{ id: string }> {
  const { page } = desk.clerk
  await show(page, product, `/desk/new?kind=new&staff=${staffId}`)
  await page.getByLabel('证书种类').selectOption(profileId)
  if (profileId === 'staff-sm2') await page.locator('input[type=file]').setInputFiles(SCAN)
  await page.getByRole('button', { name: '下一步' }).click()
  await page.getByRole('button', { name: '提交', exact: true }).click()
  await page.waitForURL(/\/desk\/[0-9a-f-]{36}$/)
  return { id: new URL(page.url()).pathname.split('/').at(-1) ?? '' }
}

async function setPin(window: Page): Promise<void> {
  for (const field of await window.locator('input[type=password]').all()) await field.fill('pictures-1')
  await window.getByRole('button', { name: /建立/ }).click()
}

/** The service desk: the wizard, a holder, the review queue, and a seal as it is drawn. */
async function shootDesk({ staffId, credentialId }: Held, width: number): Promise<void> {
  const { page } = await visit(browser, product, 'district-clerk', width)
  const shoot = (name: string) => page.screenshot({ path: `${FOLDER}${name}-${width}.png` })
  await show(page, product, `/desk/new?kind=renew&staff=${staffId}&credential=${credentialId}`)
  await page.getByText('陈晓').first().waitFor()
  await shoot('wizard')
  await show(page, product, `/holders/${staffId}`)
  await page.getByText(/^启用/).first().waitFor()
  await shoot('holder')
  await show(page, product, '/seals/new')
  await page.getByLabel('姓名', { exact: true }).fill('陈晓')
  await page.getByLabel('印章名称', { exact: true }).fill('陈晓名章')
  await page.getByLabel('从在用的证书里选持章人').click()
  await page.getByTitle(/^陈晓 · 有效期至/).click()
  await page.getByLabel('单位', { exact: true }).fill('黄浦区社会保险事业管理中心')
  await page.getByLabel('事由', { exact: true }).fill('新办')
  await page.locator('.ant-select-dropdown').waitFor({ state: 'hidden' })
  await page.evaluate('document.activeElement.blur(); scrollTo(0, 0)')
  await page.getByRole('img', { name: '陈晓' }).waitFor()
  await shoot('seal')
  await page.context().close()
  const officer = await visit(browser, product, 'ra-officer', width)
  await show(officer.page, product, '/requests/queue')
  await officer.page.getByText('没有材料').first().waitFor()
  await officer.page.screenshot({ path: `${FOLDER}queue-${width}.png` })
  await officer.page.context().close()
}

/** A site certificate with one node behind, its renewal, and a ticket with its clocks. */
async function shootSites(page: Page, shoot: (name: string) => Promise<unknown>): Promise<void> {
  await show(page, product, '/certificates/lineages')
  await page.getByRole('link', { name: '*.rsj.sh.gov.cn' }).first().click()
  await page.getByRole('button', { name: '立即核验所有节点' }).click()
  await page.getByText('出示其他证书').first().waitFor()
  await shoot('lineage')
  await show(page, product, '/tickets')
  await page
    .getByRole('link', { name: /时间戳/ })
    .first()
    .click()
  await page.getByText('截止').first().waitFor()
  await shoot('ticket')
}

/** A signed document and its pages, a batch with a refusal explained, and the page where documents are signed. */
async function shootDocuments(page: Page, shoot: (name: string) => Promise<unknown>): Promise<void> {
  const sample = (name: string) => ({ name, mimeType: '', buffer: product.sample(name) })
  const field = () => page.getByLabel('把签名文件拖到这里')
  await show(page, product, '/verification')
  await field().setInputFiles([sample('notice-changed-after-signing.pdf')])
  await page.locator('.banner').waitFor()
  await shoot('document')
  await page.getByRole('link', { name: '页面', exact: true }).click()
  await page.locator('canvas').first().waitFor()
  await shoot('pages')
  await show(page, product, '/verification')
  const names = ['notice-rsa.p7s', 'notice-rsa-tampered.p7s', 'notice-signed.pdf', 'notice-sealed.ofd']
  await field().setInputFiles([...names, 'notice-sealed-tampered.ofd', 'counter-service.pdf'].map(sample))
  await page.getByRole('button', { name: '开始批量验证' }).click()
  await page.getByRole('link', { name: '查看这一批' }).click()
  await page.getByText('6 / 6').first().waitFor({ timeout: ROUND_MS })
  await page.locator('tbody tr').nth(5).waitFor()
  await shoot('batch')
  await page.getByRole('button', { name: /^下一份不能采信的/ }).click()
  await page.getByText('哪里不对').first().waitFor()
  await shoot('explained')
  await show(page, product, '/signing')
  await page.locator('.columns').waitFor()
  await shoot('signing')
}
