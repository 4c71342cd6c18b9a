import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { diskUploads } from '#adapters/uploads/receive.node.ts'
import { webUploads } from '#adapters/uploads/receive.web.ts'
import type { ReceivedFile, UploadLimits, Uploads } from '#src/ports.ts'

const LIMITS: UploadLimits = {
  files: {
    file: { maxBytes: 100 },
    content: { maxBytes: 5_000_000, storedAboveBytes: 1_000 },
    crls: { maxBytes: 100 },
  },
  maxFiles: 4,
  maxHeldBytes: 2_000,
}

const octets = (length: number) => Uint8Array.from({ length }, (_, at) => (at * 31) % 251)
const file = (length: number, name: string) => new File([octets(length)], name)

function formOf(...fields: [string, File | string][]): Request {
  const body = new FormData()
  for (const [field, value] of fields) body.append(field, value)
  return new Request('http://localhost/', { method: 'POST', body })
}

const bytesOf = (one: ReceivedFile | undefined) =>
  one && 'path' in one ? new Uint8Array(readFileSync(one.path)) : one?.bytes

/** Sends the first `share` of the form, then ends as a broken connection does. */
async function cutOff(request: Request, share: number): Promise<Request> {
  const whole = new Uint8Array(await request.clone().arrayBuffer())
  const body = whole.slice(0, Math.floor(whole.length * share))
  return new Request(request.url, { method: 'POST', headers: request.headers, body })
}

const root = mkdtempSync(join(tmpdir(), 'zhengxun-uploads-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
const disk = join(root, 'uploads')
const left = () => (existsSync(disk) ? readdirSync(disk) : [])
const receivers: [string, Uploads][] = [
  ['on disk', diskUploads(disk)],
  ['in memory', webUploads],
]

describe.each(receivers)('a form taken %s', (_, uploads) => {
  const receive = (request: Request) => uploads.receive(request, LIMITS)
  const problemOf = async (request: Request) => {
    const received = await receive(request)
    return received.ok ? undefined : [received.error.code, received.error.params]
  }

  it('gives every file with its octets and its Chinese name, in the order they came', async () => {
    const request = formOf(
      ['file', file(100, '证明.p7s')],
      ['crls[]', file(3, 'a.crl')],
      ['crls', file(4, 'b.crl')],
      ['note', '说明'],
    )
    const received = await receive(request)
    if (!received.ok) throw new Error(received.error.code)
    expect(received.value.files('file').map((one) => [one.name, bytesOf(one)])).toEqual([['证明.p7s', octets(100)]])
    expect(received.value.files('crls').map((one) => one.name)).toEqual(['a.crl', 'b.crl'])
    expect(received.value.text('note')).toBe('说明')
    await received.value.discard()
  })

  it('names the file that is one octet too large, and keeps nothing of the form', async () => {
    expect(await problemOf(formOf(['file', file(101, 'big.p7s')]))).toEqual([
      'upload.file-too-large',
      { field: 'file', name: 'big.p7s', maxBytes: 100 },
    ])
    expect(left()).toEqual([])
  })

  it('takes no files in a field nobody asked for', async () => {
    expect(await problemOf(formOf(['extra', file(1, 'x')]))).toEqual(['upload.field-unknown', { field: 'extra' }])
  })

  it('takes four files where four are allowed and refuses the fifth', async () => {
    const crls = (count: number) =>
      formOf(...Array.from({ length: count }, (): [string, File] => ['crls', file(1, 'a')]))
    expect(await problemOf(crls(4))).toBeUndefined()
    expect(await problemOf(crls(5))).toEqual(['upload.too-many-files', { maxFiles: 4 }])
  })

  it('refuses what is no form', async () => {
    const headers = { 'content-type': 'application/json' }
    expect(await problemOf(new Request('http://localhost/', { method: 'POST', body: '{}', headers }))).toEqual([
      'upload.not-multipart',
      undefined,
    ])
  })
})

describe('a form taken on disk', () => {
  const uploads = diskUploads(disk)

  it('stores the content above its bound, readable by this user only, until it is discarded', async () => {
    const received = await uploads.receive(formOf(['content', file(4_000_000, '原文.bin')]), LIMITS)
    const [content] = received.ok ? received.value.files('content') : []
    if (!received.ok || !content || !('path' in content)) throw new Error('not stored')
    expect([content.name, content.sizeBytes]).toEqual(['原文.bin', 4_000_000])
    expect(Buffer.compare(readFileSync(content.path), octets(4_000_000))).toBe(0)
    expect(statSync(content.path).mode & 0o777).toBe(0o600)
    expect(statSync(dirname(content.path)).mode & 0o777).toBe(0o700)
    await received.value.discard()
    expect(left()).toEqual([])
  })

  it('holds the content at its bound and stores it one octet above', async () => {
    const where = async (length: number) => {
      const received = await uploads.receive(formOf(['content', file(length, 'c')]), LIMITS)
      if (!received.ok) throw new Error(received.error.code)
      const [content] = received.value.files('content')
      await received.value.discard()
      return content && 'path' in content ? 'stored' : 'held'
    }
    expect([await where(1_000), await where(1_001)]).toEqual(['held', 'stored'])
  })

  it('says that an upload broke off, wherever it did, and leaves nothing behind', async () => {
    for (const share of [0.1, 0.5, 0.99]) {
      const request = await cutOff(formOf(['content', file(900_000, 'c')], ['file', file(90, 'f')]), share)
      const received = await uploads.receive(request, LIMITS)
      expect(received.ok ? undefined : received.error.code).toBe('upload.cut-off')
    }
    expect(left()).toEqual([])
  })

  it('leaves nothing behind when a later file is too large', async () => {
    const request = formOf(['content', file(900_000, 'c')], ['file', file(101, 'f')])
    const received = await uploads.receive(request, LIMITS)
    expect(received.ok ? undefined : received.error.code).toBe('upload.file-too-large')
    expect(left()).toEqual([])
  })
})
