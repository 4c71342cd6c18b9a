import { beforeAll, describe, expect, it } from 'vitest'
import { sealsRoutes } from '#features/seals/index.ts'
import { type AccountActor, AppError } from '#src/context.ts'
import { newRouter } from '#src/route.ts'
import { withDatabase } from '../../database.ts'
import { AUDITOR, CLERK, MAKER, OFFICER, OTHER_CLERK, sealStage, strangerCertificate } from './stage.ts'

const { db } = await withDatabase()
const { ctxOf, equip } = sealStage(db)
let maker: { id: string }
let certificate: Uint8Array
beforeAll(async () => {
  maker = await equip('seal-making', '样例制章者')
  certificate = await strangerCertificate()
})

function call(actor: AccountActor, method: string, path: string, body?: FormData | object): Promise<Response> {
  const app = newRouter()
  app.use((c, next) => {
    c.set('ctx', ctxOf(actor))
    c.set('language', 'zh')
    return next()
  })
  app.onError((error, c) => {
    if (error instanceof AppError) return c.json({ code: error.code, ...error.params }, 400)
    throw error
  })
  const isForm = body instanceof FormData
  const init = {
    method,
    ...(body && { body: isForm ? body : JSON.stringify(body) }),
    ...(body && !isForm && { headers: { 'content-type': 'application/json' } }),
  }
  return Promise.resolve(app.route('/', sealsRoutes).request(path, init))
}

const jsonOf = async <T>(answer: Response | Promise<Response>) => (await (await answer).json()) as T

function form(request: object, files: Record<string, Uint8Array> = { certificates: certificate }): FormData {
  const body = new FormData()
  body.set('request', JSON.stringify(request))
  for (const [name, bytes] of Object.entries(files)) body.append(name, new Blob([new Uint8Array(bytes)]), `${name}.bin`)
  return body
}

const WANTED = {
  ...{ sealKind: 'name', name: '张伟', holderName: '张伟', unitName: '静安区社保中心', reason: '新办' },
  design: { style: 'name-square-20', text: '张伟' },
}

interface Shown {
  id: string
  state: string
  steps: string[]
  signers: object[]
  code?: string
}

describe('the routes of seals', () => {
  it('draw while people type, and name what cannot be drawn', async () => {
    const drawn = await jsonOf<{ svg: string; widthMm: number }>(call(CLERK, 'POST', '/seal-drawings', WANTED.design))
    expect(drawn.svg).toMatch(/^<svg [^>]*width="20mm"/)
    const missing = { style: 'name-square-20', text: '\ue000' }
    expect(await jsonOf(call(CLERK, 'POST', '/seal-drawings', missing))).toMatchObject({
      code: 'seal-drawing.character-missing',
      codePoint: 'U+E000',
    })
  })

  it('lead from the request to the package, showing each person what they may do', async () => {
    const { id } = await jsonOf<Shown>(call(CLERK, 'POST', '/seal-requests', form(WANTED)))
    const shown = (actor: AccountActor) => jsonOf<Shown>(call(actor, 'GET', `/seal-requests/${id}`))
    expect((await shown(CLERK)).steps).toEqual(['cancel'])
    expect((await shown(OFFICER)).signers).toEqual([{ subject: expect.stringContaining('张伟'), isHolder: true }])
    expect((await shown(OFFICER)).steps).toEqual(['return', 'reject', 'review'])
    expect((await shown(AUDITOR)).steps).toEqual([])
    expect((await jsonOf<Shown>(call(OFFICER, 'POST', `/seal-requests/${id}/review`))).state).toBe('reviewed')
    expect((await jsonOf<Shown>(call(MAKER, 'POST', `/seal-requests/${id}/picture`))).state).toBe('pictured')
    const picture = await call(OFFICER, 'GET', `/seal-requests/${id}/picture`)
    expect([picture.headers.get('content-type'), (await picture.arrayBuffer()).byteLength > 1000]).toEqual([
      'image/png',
      true,
    ])
    const { items } = await jsonOf<{ items: { id: string; state: string }[] }>(call(MAKER, 'GET', '/seal-makers'))
    expect(items).toMatchObject([{ id: maker.id, state: 'ready' }])
    const made = await jsonOf<{ sealId: string }>(
      call(MAKER, 'POST', `/seal-requests/${id}/seal`, { makerKey: maker.id }),
    )
    const detail = await jsonOf<{ signers: { subject: string }[]; events: { step: string }[] }>(
      call(AUDITOR, 'GET', `/seals/${made.sealId}`),
    )
    expect(detail.signers[0]?.subject).toContain('张伟')
    expect(detail.events.map(({ step }) => step)).toEqual(['submit', 'review', 'picture', 'make'])
    const packed = await call(MAKER, 'POST', `/seals/${made.sealId}/package`)
    expect(packed.headers.get('content-disposition')).toMatch(/seal-31010626\d{6}\.zip/)
    const body = new FormData()
    body.set('file', new Blob([await packed.arrayBuffer()]), 'p.zip')
    expect(await jsonOf(call(MAKER, 'POST', '/seal-packages', body))).toMatchObject({ isNew: false })
    const asked = { kind: 'freeze', reason: '丢失' }
    const freeze = await jsonOf<Shown>(call(CLERK, 'POST', `/seals/${made.sealId}/standing-requests`, asked))
    expect((await jsonOf<Shown>(call(OFFICER, 'POST', `/seal-requests/${freeze.id}/approval`, {}))).state).toBe('done')
    const page = await jsonOf<{ items: { state: string }[] }>(call(CLERK, 'GET', '/seals?state=frozen'))
    expect(page.items).toHaveLength(1)
  })

  it('are not there for anybody of another district', async () => {
    const { id } = await jsonOf<Shown>(call(CLERK, 'POST', '/seal-requests', form(WANTED)))
    const body = { kind: 'freeze', reason: '试' }
    for (const path of [`/seal-requests/${id}`, `/seal-requests/${id}/picture`, `/seals/${id}`, `/seals/${id}/picture`])
      expect([path, (await jsonOf<Shown>(call(OTHER_CLERK, 'GET', path))).code]).toEqual([
        path,
        expect.stringContaining('not-found'),
      ])
    for (const [path, sent] of [
      [`/seal-requests/${id}/cancellation`, {}],
      [`/seal-requests/${id}/submission`, form(WANTED)],
      [`/seals/${id}/standing-requests`, body],
      [`/seals/${id}/replacement-requests`, form({ ...WANTED, kind: 'change' })],
    ] as const)
      expect([path, (await jsonOf<Shown>(call(OTHER_CLERK, 'POST', path, sent))).code]).toEqual([
        path,
        expect.stringContaining('not-found'),
      ])
    const { items } = await jsonOf<{ items: object[] }>(call(OTHER_CLERK, 'GET', '/seal-requests'))
    expect(items).toEqual([])
  })

  it('say whose certificate it is that is not the holder’s', async () => {
    const { id } = await jsonOf<Shown>(call(CLERK, 'POST', '/seal-requests', form({ ...WANTED, holderName: '李四' })))
    const { signers } = await jsonOf<Shown>(call(OFFICER, 'GET', `/seal-requests/${id}`))
    expect(signers).toEqual([{ subject: expect.stringContaining('张伟'), isHolder: false }])
  })

  it('take a scan in the place of a design', async () => {
    const { design: _, ...rest } = WANTED
    const drawn = await ctxOf(CLERK).ports.sealPictures.drawSeal(WANTED.design, 300)
    if (!drawn.ok) throw new Error(drawn.error.code)
    const files = { certificates: certificate, scan: drawn.value.png }
    const asked = await jsonOf<Shown>(call(CLERK, 'POST', '/seal-requests', form({ ...rest, scanWidthMm: 20 }, files)))
    expect(asked.id).toBeTruthy()
    expect((await jsonOf<Shown>(call(CLERK, 'POST', '/seal-requests', form(rest, files)))).code).toBe(
      'seal-requests.scan-width-required',
    )
  })

  it.each<[string, () => FormData, string]>([
    ['no certificate', () => form(WANTED, {}), 'seal-requests.certificate-required'],
    ['a field too long', () => form({ ...WANTED, name: '长'.repeat(61) }), 'app.field-invalid'],
    [
      'no JSON',
      () => {
        const body = new FormData()
        body.set('request', '{')
        return body
      },
      'app.field-invalid',
    ],
    ['a file nobody asked for', () => form(WANTED, { other: certificate }), 'upload.field-unknown'],
  ])('refuse %s', async (_, body, code) => {
    expect((await jsonOf<Shown>(call(CLERK, 'POST', '/seal-requests', body()))).code).toBe(code)
  })
})
