// Backups in an object store that speaks S3. Requests are signed (Signature Version 4) and leave through the egress like all others;
// an object is read in pieces, so that its size bounds nothing.

import { Readable } from 'node:stream'
import { AwsV4Signer } from 'aws4fetch'
import type { Egress } from '#adapters/egress/egress.ts'
import type { BackupPlace } from '#src/backup-ports.ts'
import { type BackupStore, MAX_OBJECTS, type StoredObject } from './store.ts'

type S3Place = Extract<BackupPlace, { transport: 's3' }>

const PIECE_BYTES = 8 * 1024 * 1024
const TIMEOUT_MS = 120_000
/** A listing names a thousand objects at most. */
const MAX_LISTING_BYTES = 8 * 1024 * 1024

export function s3Store(place: S3Place, egress: Egress): BackupStore {
  const prefix = place.prefix === '' || place.prefix.endsWith('/') ? place.prefix : `${place.prefix}/`
  const get = (url: URL, maxBytes: number, headers: Record<string, string> = {}) =>
    signedGet(place, egress, url, maxBytes, headers)
  const bucket = () => new URL(`${place.endpoint.replace(/\/$/, '')}/${place.bucket}`)
  return {
    list: async () => {
      const found: StoredObject[] = []
      for (let token: string | undefined = ''; token !== undefined; ) {
        const url = bucket()
        url.searchParams.set('list-type', '2')
        url.searchParams.set('prefix', prefix)
        if (token !== '') url.searchParams.set('continuation-token', token)
        const { status, body } = await get(url, MAX_LISTING_BYTES)
        if (status !== 200) throw new Error(`S3 ${status}: ${codeIn(body)}`)
        const page = readListing(new TextDecoder().decode(body), prefix)
        found.push(...page.objects)
        if (found.length > MAX_OBJECTS) throw new Error(`more than ${MAX_OBJECTS} objects`)
        token = page.next
      }
      return found
    },
    open: async (path) => {
      const url = bucket()
      url.pathname += `/${(prefix + path).split('/').map(encodeURIComponent).join('/')}`
      return Readable.from(pieces(get, url), { objectMode: false })
    },
    close: async () => undefined,
  }
}

type Get = (
  url: URL,
  maxBytes: number,
  headers?: Record<string, string>,
) => Promise<{ status: number; headers: Readonly<Record<string, string>>; body: Uint8Array }>

async function* pieces(get: Get, url: URL): AsyncGenerator<Buffer> {
  let etag: string | undefined
  for (let at = 0, total = Number.POSITIVE_INFINITY; at < total; ) {
    const { status, headers, body } = await get(url, PIECE_BYTES + 1024, {
      range: `bytes=${at}-${at + PIECE_BYTES - 1}`,
    })
    // 416: the object is empty.
    if (status === 416 && at === 0) return
    if (status !== 206 && status !== 200) throw new Error(`S3 ${status}: ${codeIn(body)}`)
    // An object replaced while it is read is neither the old nor the new one.
    if (etag !== undefined && headers.etag !== etag) throw new Error('the object changed while it was read')
    etag = headers.etag
    total = status === 200 ? body.length : Number(/\/(\d+)$/.exec(headers['content-range'] ?? '')?.[1] ?? 0)
    at += body.length
    if (body.length === 0 && at < total) throw new Error('S3 gave nothing where there should be more')
    if (body.length > 0) yield Buffer.from(body)
  }
}

async function signedGet(
  { accessKeyId, secretAccessKey, region }: S3Place,
  egress: Egress,
  url: URL,
  maxBytes: number,
  headers: Record<string, string>,
) {
  const signer = new AwsV4Signer({
    method: 'GET',
    url: url.href,
    headers,
    accessKeyId,
    secretAccessKey: new TextDecoder().decode(secretAccessKey),
    service: 's3',
    region,
  })
  const signed = await signer.sign()
  return egress.fetch({
    url: signed.url.href,
    headers: Object.fromEntries([...signed.headers].filter(([name]) => name !== 'host')),
    maxBytes,
    timeoutMs: TIMEOUT_MS,
  })
}

function codeIn(body: Uint8Array): string {
  return /<Code>([A-Za-z0-9]{1,60})<\/Code>/.exec(new TextDecoder().decode(body))?.[1] ?? 'no reason given'
}

/** ListObjectsV2. Keys are text of an XML element: its five entities and no more. */
export function readListing(xml: string, prefix: string): { objects: StoredObject[]; next: string | undefined } {
  const objects: StoredObject[] = []
  for (const [, content = ''] of xml.matchAll(/<Contents>([\s\S]*?)<\/Contents>/g)) {
    const key = unescaped(elementIn(content, 'Key'))
    // A "folder" some tools make is an empty object whose name ends in a slash.
    if (!key.startsWith(prefix) || key.endsWith('/')) continue
    objects.push({
      path: key.slice(prefix.length),
      size: Number(elementIn(content, 'Size')),
      modifiedAt: Date.parse(elementIn(content, 'LastModified')) || 0,
    })
  }
  const isTruncated = elementIn(xml, 'IsTruncated') === 'true'
  return { objects, next: isTruncated ? unescaped(elementIn(xml, 'NextContinuationToken')) : undefined }
}

function elementIn(xml: string, name: string): string {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1] ?? ''
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

function unescaped(text: string): string {
  return text.replace(
    /&(amp|lt|gt|quot|apos|#(\d+)|#x([0-9a-fA-F]+));/g,
    (_, name: string, dec?: string, hex?: string) => {
      const code = dec ? Number(dec) : hex ? Number.parseInt(hex, 16) : undefined
      return code === undefined ? (ENTITIES[name] ?? '') : String.fromCodePoint(Math.min(code, 0x10ffff))
    },
  )
}
