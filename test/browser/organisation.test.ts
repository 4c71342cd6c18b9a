// 机构与人员 in a real browser: outlets, one person by hand, a whole number looked at, leaving, a return with reasons, the ministry's copies,
// an account's factors. One product for the whole file.

import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { unzipSync } from 'fflate'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { generateKey, openSigner } from '#adapters/keys/signer.ts'
import { makeCertificationRequest } from '#adapters/pkijs/request.ts'
import { checkCharacter } from '#core/persons/identity-number.ts'
import { withDatabase } from '../database.ts'
import { opensslWorkshop } from '../support/openssl.ts'
import { ask, registered, SCAN } from './service-desk.ts'
import { CHROMIUM, openBrowser, type Product, show, startProduct, TEST_MS, type Visit, visit } from './stage.ts'
import { isWellMade } from './well-made.ts'

const numbered = (digits: string) => digits + checkCharacter(digits)
const { owner, url } = await withDatabase()
const NUMBER = numbered('31010119900307123')

describe.skipIf(!existsSync(CHROMIUM))(`the house and its people (needs ${CHROMIUM})`, { timeout: TEST_MS }, () => {
  const workshop = opensslWorkshop()
  const folder = join(workshop.directory, 'exchange')
  let product: Product
  let browser: Browser
  let clerk: Visit
  let officer: Visit
  let staffId = ''
  let requestId = ''
  beforeAll(async () => {
    ;[product, browser] = await Promise.all([
      startProduct({ ...ministrySettings(), ZHENGXUN_DATABASE_URL: url }),
      openBrowser(),
    ])
    clerk = await visit(browser, product, 'district-clerk')
    officer = await visit(browser, product, 'ra-officer')
  }, TEST_MS)
  afterAll(async () => {
    await browser?.close()
    await product?.stop()
    workshop.close()
  })

  /** As the ministry's officers would make them: a key to encrypt for, and one that receipts are signed by. */
  function ministrySettings(): Record<string, string> {
    mkdirSync(folder)
    chmodSync(folder, 0o777)
    for (const [name, usage] of [
      ['recipient', 'keyEncipherment'],
      ['signer', 'digitalSignature,keyCertSign'],
    ]) {
      const made = ['-newkey', 'rsa:2048', '-nodes', '-keyout', `${name}.key`, '-subj', `/CN=${name}`, '-days', '900']
      const { status } = workshop.run(
        'req',
        '-x509',
        ...made,
        '-addext',
        `keyUsage=critical,${usage}`,
        '-out',
        `${name}.pem`,
      )
      expect(status).toBe(0)
    }
    return {
      ZHENGXUN_MINISTRY_FOLDER: folder,
      ZHENGXUN_MINISTRY_RECIPIENT: join(workshop.directory, 'recipient.pem'),
      ZHENGXUN_MINISTRY_RECEIPT_SIGNER: join(workshop.directory, 'signer.pem'),
    }
  }

  /** What the ministry answers for a copy, and its detached signature. */
  function receiptFor(copy: { sequence: number; fileName: string; fileSha256: string }): [string, string] {
    const { sequence, fileName: file, fileSha256: sha256 } = copy
    const said = { format: 'zhengxun-ministry-receipt', version: 1, sequence, file, sha256 }
    const text = workshop.put(
      JSON.stringify({ ...said, receivedAt: new Date().toISOString() }),
      `${sequence}-${sha256.slice(0, 8)}.json`,
    )
    const signature = `${text}.p7s`
    const signed = ['-in', text, '-signer', 'signer.pem', '-inkey', 'signer.key', '-outform', 'DER']
    expect(workshop.run('cms', '-sign', '-binary', ...signed, '-out', signature).status).toBe(0)
    return [text, signature]
  }

  const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })

  it('an officer opens an outlet below a district, and closes it again while it is empty', async () => {
    const { page } = officer
    await show(page, product, '/staff')
    await page
      .getByRole('navigation', { name: '机构' })
      .getByRole('link', { name: /^黄浦区中心/ })
      .click()
    await button(page, '开设网点').click()
    await page.getByLabel('网点名称').fill('外滩街道网点')
    await page.getByRole('dialog').getByRole('button', { name: '开设网点' }).click()
    const outlet = page.getByRole('link', { name: /^外滩街道网点/ })
    await outlet.click()
    await isWellMade(page, 'units')
    await button(page, '关闭').click()
    await page.getByRole('dialog').getByRole('button', { name: '关闭', exact: true }).last().click()
    await button(page, '重新开放').click()
    await page.getByRole('dialog').getByRole('button', { name: '重新开放' }).click()
    await button(page, '改名').waitFor()
    expect(officer.complaints).toEqual([])
  })

  it('a clerk registers one person; a wrong number is named at its field before anything is sent', async () => {
    const { page, complaints } = clerk
    await show(page, product, '/staff')
    await button(page, '登记一人').click()
    const form = page.getByRole('dialog')
    await form.getByLabel('单位或网点').selectOption({ label: '黄浦区 · 外滩街道网点' })
    await form.getByLabel('姓名').fill('陈晓')
    await form.getByLabel('工号').fill('HP-1001')
    await form.getByLabel('证件号码').fill(NUMBER.slice(0, 17) + (NUMBER.endsWith('1') ? '2' : '1'))
    await form.getByLabel('手机（选填）').fill('13800000000')
    await form.getByText('居民身份证号码校验位不符').waitFor()
    expect(await form.getByRole('button', { name: '登记一人' }).isDisabled()).toBe(true)
    await isWellMade(page, 'register')
    await form.getByLabel('证件号码').fill(NUMBER)
    await form.getByLabel('工号').click()
    await form.getByText('号码格式正确').waitFor()
    await form.getByRole('button', { name: '登记一人' }).click()
    await page.getByRole('heading', { name: '陈晓' }).waitFor()
    expect(await page.locator('main').innerText()).not.toContain(NUMBER)
    // The browser notes the refusal of the wrong number, and nothing else.
    expect(complaints.filter((one) => !one.includes('/staff/lookup'))).toEqual([])
  })

  it('the whole number is shown for a reason, which is on the audit trail', async () => {
    const { page } = clerk
    await button(page, '查看完整号码').click()
    const dialog = page.getByRole('dialog')
    expect(await dialog.getByRole('button', { name: '查看并留痕' }).isDisabled()).toBe(true)
    await dialog.getByLabel('查看原因').fill('与身份证原件核对')
    await dialog.getByRole('button', { name: '查看并留痕' }).click()
    expect(await dialog.locator('.whole-number').innerText()).toBe(NUMBER)
    await isWellMade(page, 'reveal')
    await dialog.getByRole('button', { name: '现在隐藏' }).click()
    expect(await page.content()).not.toContain(NUMBER)
    const auditor = await visit(browser, product, 'auditor')
    const trail = await ask<{ items: { action: string; detail: unknown }[] }>(
      auditor.page,
      'GET',
      '/audit?action=staff.identity-shown',
    )
    expect(JSON.stringify(trail.items)).toContain('与身份证原件核对')
    expect(JSON.stringify(trail.items)).not.toContain(NUMBER)
  })

  it('an officer returns a request with a reason at a field of its own, and the clerk reads it there', async () => {
    const { page } = clerk
    staffId = new URL(page.url()).pathname.split('/').at(-1) ?? ''
    const details = { profileId: 'staff-sm2' }
    const { id } = await ask<{ id: string }>(page, 'POST', '/user-requests', { kind: 'new', staffId, details })
    await ask(page, 'POST', `/user-requests/${id}/submission`)
    await show(officer.page, product, '/requests/queue')
    // The first of the queue is open already.
    await officer.page.getByRole('button', { name: /陈晓/, expanded: true }).waitFor()
    await officer.page.keyboard.press('r')
    const dialog = officer.page.getByRole('dialog')
    await dialog.getByLabel('材料', { exact: true }).check()
    await dialog.getByLabel('材料：怎么改').fill('请补身份证正面')
    await dialog.getByLabel('证书种类', { exact: true }).check()
    await dialog.getByLabel('证书种类：怎么改').fill('老系统已停用，请选 SM2')
    await isWellMade(officer.page, 'return')
    await dialog.getByRole('button', { name: '退回', exact: true }).click()
    await dialog.waitFor({ state: 'detached' })
    await show(page, product, `/desk/${id}`)
    await page.locator('.field', { hasText: '证书种类' }).getByText('老系统已停用，请选 SM2').waitFor()
    await page.locator('.desk-reason', { hasText: '请补身份证正面' }).first().waitFor()
    await isWellMade(page, 'mend')
    requestId = id
  })

  it('what the clerk changes in it outlives a session that was revoked, and is gone once it was submitted', async () => {
    const { page } = clerk
    const note = page.getByLabel('说明（选填）')
    const evidence = page.locator('.desk-files')
    await note.fill('老系统已停用')
    await page.locator('input[type=file]').setInputFiles(SCAN)
    await ask(page, 'DELETE', '/sessions/current')
    await button(page, '改好，重新提交').click()
    await page.getByLabel('用户名').fill('district-clerk')
    await page.getByLabel('密码').fill(product.passwordOf('district-clerk'))
    await button(page, '登录').click()
    await evidence.getByText(SCAN.name).waitFor()
    expect(await note.inputValue()).toBe('老系统已停用')
    await button(page, '改好，重新提交').click()
    await page.getByText('等另一位同事审核材料。').waitFor()

    const reason = { fields: [{ field: 'note', reason: '请写明停用日期' }] }
    await ask(officer.page, 'POST', `/user-requests/${requestId}/return`, reason)
    await show(page, product, '/desk')
    await page
      .getByRole('link', { name: /^新办 SQ-/ })
      .first()
      .click()
    await page.locator('.field', { hasText: '请写明停用日期' }).waitFor()
    expect(await note.inputValue()).toBe('老系统已停用')
    // The one that was sent, and none that waits to be sent again.
    expect(await evidence.getByText(SCAN.name).count()).toBe(1)
    // Whoever goes away while signed in has let go of it.
    await note.fill('明天再说')
    await page.getByRole('link', { name: '受理台' }).first().click()
    await page
      .getByRole('link', { name: /^新办 SQ-/ })
      .first()
      .click()
    await note.waitFor()
    expect(await note.inputValue()).toBe('老系统已停用')
    await button(page, '改好，重新提交').click()
    await page.getByText('等另一位同事审核材料。').waitFor()
    await issued(requestId)
  })

  /** By two others, and with a key that was made here. */
  async function issued(id: string): Promise<void> {
    const chief = await visit(browser, product, 'ra-officer-2')
    await ask(officer.page, 'POST', `/user-requests/${id}/review`)
    await ask(chief.page, 'POST', `/user-requests/${id}/approval`)
    const request = await makeCertificationRequest({ subject: { CN: '陈晓' }, signer: openSigner(generateKey('sm2')) })
    const key = {
      request: Buffer.from(request).toString('base64'),
      carrier: { serial: 'UK-1', model: 'soft', kind: 'ukey' },
    }
    expect(await ask(clerk.page, 'POST', `/user-requests/${id}/key`, key)).toMatchObject({ state: 'issued' })
    await chief.page.context().close()
  }

  it('a clerk records a leaving; what it sets going is shown with whom it waits for, and the revocation is the clerk’s to hand in', async () => {
    const { page } = clerk
    const security = await visit(browser, product, 'security-admin')
    const { items } = await ask<{ items: { personId: string; username: string }[] }>(security.page, 'GET', '/accounts')
    const { personId } = items.find(({ username }) => username === 'auditor') ?? {}
    await ask(security.page, 'PUT', `/staff/${staffId}/person`, { personId })
    await show(page, product, `/staff/${staffId}`)
    await button(page, '离职…').click()
    await page.getByRole('dialog').getByText('登记时起草').waitFor()
    await page.getByRole('dialog').getByText('登记时申请停用').waitFor()
    await page.getByLabel('离职原因').fill('退休')
    await isWellMade(page, 'leave')
    await button(page, '登记离职').click()
    await page.getByRole('heading', { name: '离职后要了结的' }).waitFor()
    expect(await button(page, '离职…').count()).toBe(0)
    await page.getByText('1 个账号已申请停用，等安全保密管理员批准').waitFor()
    await isWellMade(page, 'left')
    await show(security.page, product, '/approvals')
    await security.page.getByText('停用离职人员的账号').first().waitFor()
    await security.page.context().close()
    await page.getByRole('link', { name: /^SQ-.*草稿/ }).click()
    await page.getByRole('heading', { name: /注销|吊销/ }).waitFor()
    await isWellMade(page, 'draft')
    await button(page, '提交').click()
    await page.getByText('等另一位同事审核材料。').waitFor()
  })

  it('a copy for the ministry is made now; a receipt for another is refused in plain words, and its own is taken', async () => {
    const { page } = officer
    await show(page, product, '/ministry')
    await button(page, '现在同步').click()
    // One, whoever was first: after its start the service makes the copy of the night by itself, minutes later where the machine is busy.
    await page.getByText(/收到回执 0 份，生成副本 [01] 份/).waitFor()
    const { items } = await ask<{ items: { sequence: number; fileName: string; fileSha256: string }[] }>(
      page,
      'GET',
      '/ministry-copies',
    )
    expect(items).toHaveLength(1)
    const copy = items[0] as (typeof items)[number]
    expect(readdirSync(folder)).toContain(copy.fileName)
    // A day and an hour later, and no receipt: it stands first, by name.
    await owner.execute(sql`update ministry_copies set made_at = made_at - interval '25 hours'`)
    await show(page, product, '/ministry')
    await page.getByRole('alert').filter({ hasText: /超过/ }).waitFor()
    expect(await page.locator('.panel', { hasText: '要处理（1）' }).textContent()).toContain('回执超时')
    await isWellMade(page, 'ministry-late')
    const answered = async (files: [string, string]) => {
      await page.getByLabel('回执 .json').setInputFiles(files[0])
      await page.getByLabel('签名 .p7s').setInputFiles(files[1])
      await button(page, '判断并导入').click()
    }
    // A late one stands twice: among what is to be done, and in the list.
    await button(page, '签名…').first().click()
    await page.getByText(`sha256sum -c ${copy.fileName}.sha256sums`).waitFor()
    await isWellMade(page, 'signature')
    const signed = page.waitForEvent('download')
    await page.getByRole('link', { name: '下载签名文件（ZIP）' }).click()
    const files = unzipSync(readFileSync(await (await signed).path()))
    const lain = Object.keys(files).map((name) => readFileSync(join(folder, name)))
    expect(Object.values(files).map((one) => Buffer.from(one))).toEqual(lain)
    await button(page, '关闭').click()
    await button(page, '导入回执…').first().click()
    await answered(receiptFor({ ...copy, fileSha256: '0'.repeat(64) }))
    await page.getByText('回执说的不是这份副本').waitFor()
    await isWellMade(page, 'receipt')
    await answered(receiptFor(copy))
    await page.getByText('已收到').waitFor()
    // What is to be done and the list of all are asked for apart.
    await page.getByText('回执超时').first().waitFor({ state: 'detached' })
    await button(page, '导入回执…').first().waitFor({ state: 'detached' })
    const download = page.waitForEvent('download')
    await page.getByRole('link', { name: '下载' }).click()
    const path = await (await download).path()
    expect(readFileSync(path)).toEqual(readFileSync(join(folder, copy.fileName)))
    await isWellMade(page, 'ministry')
  })

  it('a security administrator sees the factors of an account and assigns the duties of its person', async () => {
    const { page, complaints } = await visit(browser, product, 'security-admin')
    await show(page, product, '/accounts')
    await page
      .getByRole('row', { name: /district-clerk/ })
      .getByRole('link')
      .click()
    await page.getByRole('heading', { name: '第二因素' }).waitFor()
    await page.getByText('没有接入统一身份认证').waitFor()
    await page.getByLabel('录入').check()
    await button(page, '保存职责').click()
    await page.getByText('已保存').waitFor()
    await isWellMade(page, 'account')
    expect(complaints).toEqual([])
  })

  it('a security administrator says whom of the list a person with accounts is, and sees why it cannot be another', async () => {
    const [zhao, qian] = [await registered(clerk.page, '赵敏'), await registered(clerk.page, '钱进')]
    const { page } = await visit(browser, product, 'security-admin')
    await show(page, product, '/accounts')
    await page
      .getByRole('row', { name: /district-clerk/ })
      .getByRole('link')
      .click()
    await page.getByText('没有对应名单里的人。').waitFor()
    const personOf = async (username: string) => {
      const { items } = await ask<{ items: { username: string; personId: string }[] }>(page, 'GET', '/accounts')
      return items.find((one) => one.username === username)?.personId
    }
    const choose = async (search: string, name: string) => {
      await button(page, '对应到人员…').click()
      const dialog = page.getByRole('dialog')
      await dialog.getByLabel('姓名或工号').fill(search)
      await dialog.getByRole('radio', { name: new RegExp(name) }).check()
      return dialog
    }

    // Meanwhile another administrator says it is somebody else.
    const dialog = await choose('赵', '赵敏')
    // A press that begins in the window and ends beside it closes nothing.
    await dialog.getByLabel('姓名或工号').hover()
    await page.mouse.down()
    await page.mouse.move(5, 5)
    await page.mouse.up()
    expect(await dialog.count()).toBe(1)
    await isWellMade(page, 'link')
    await ask(page, 'PUT', `/staff/${qian}/person`, { personId: await personOf('district-clerk') })
    await dialog.getByRole('button', { name: '确认对应' }).click()
    await dialog.getByText('这个账号人员已对应另一名在册人员').waitFor()
    await isWellMade(page, 'link-refused')
    await ask(page, 'PUT', `/staff/${qian}/person`, { personId: await personOf('ra-officer') })
    // One who is somebody already, and one who has left, are not to be chosen.
    await dialog.getByLabel('姓名或工号').fill('钱')
    await dialog.getByText('已对应账号 ra-officer').waitFor()
    expect(await dialog.getByRole('radio', { name: /钱进/ }).isDisabled()).toBe(true)
    await dialog.getByLabel('姓名或工号').fill('陈晓')
    await dialog.getByText('没有找到在职人员').waitFor()
    await dialog.getByLabel('姓名或工号').fill('赵')
    await dialog.getByRole('radio', { name: /赵敏/ }).check()
    await dialog.getByRole('button', { name: '确认对应' }).click()
    await button(page, '解除对应').waitFor()
    expect(await page.locator('.panel', { hasText: '人员名单' }).textContent()).toContain('赵敏')
    expect(await button(page, '对应到人员…').count()).toBe(0)
    await isWellMade(page, 'linked')

    await show(officer.page, product, `/staff/${zhao}`)
    await officer.page.getByText('已对应').waitFor()
    await isWellMade(officer.page, 'linked-person')
    await button(page, '解除对应').click()
    await page.getByRole('dialog').getByRole('button', { name: '解除对应' }).click()
    await page.getByText('没有对应名单里的人。').waitFor()
    await show(officer.page, product, `/staff/${zhao}`)
    await officer.page.getByText('未对应').waitFor()
  })
})
