// Whether a picture may be shown: of a format every browser decodes, and of a size that does no harm. Only the header is read here.

import { latin1 } from '../../../asn1/values.ts'
import { toBase64 } from '../../../bytes/base64.ts'
import { err, ok, type Result } from '../../../verdict.ts'
import type { SceneImage } from './scene.ts'

/** A picture of few octets may unpack to gigabytes. */
const MAX_PIXELS = 40_000_000
const MAX_BYTES = 16 * 1024 * 1024

export interface ImageProblem {
  code: 'ofd-drawing.image-format' | 'ofd-drawing.image-too-large' | 'ofd-drawing.image-damaged'
  params: Readonly<Record<string, string | number>>
}

interface Header {
  mediaType: string
  width: number
  height: number
}

export function imageOf(bytes: Uint8Array): Result<SceneImage, ImageProblem> {
  if (bytes.length > MAX_BYTES) return err({ code: 'ofd-drawing.image-too-large', params: { bytes: bytes.length } })
  const read = READERS.find(({ starts }) => starts.some((start) => latin1(bytes.subarray(0, start.length)) === start))
  if (!read) return err({ code: 'ofd-drawing.image-format', params: { start: startOf(bytes) } })
  const header = read.header(bytes)
  if (!header) return err({ code: 'ofd-drawing.image-damaged', params: {} })
  const { width, height, mediaType } = header
  if (width * height > MAX_PIXELS) return err({ code: 'ofd-drawing.image-too-large', params: { width, height } })
  return ok({ mediaType, base64: toBase64(bytes), width, height })
}

function startOf(bytes: Uint8Array): string {
  return Array.from(bytes.subarray(0, 4), (one) => one.toString(16).padStart(2, '0')).join(' ')
}

interface Reader {
  starts: string[]
  header(bytes: Uint8Array): Header | undefined
}

const view = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

const READERS: readonly Reader[] = [
  { starts: ['\x89PNG\r\n\x1a\n'], header: (bytes) => (bytes.length < 24 ? undefined : png(view(bytes))) },
  { starts: ['\xff\xd8\xff'], header: jpeg },
  { starts: ['GIF87a', 'GIF89a'], header: (bytes) => (bytes.length < 10 ? undefined : gif(view(bytes))) },
  { starts: ['BM'], header: (bytes) => (bytes.length < 26 ? undefined : bmp(view(bytes))) },
]

function png(data: DataView): Header {
  return { mediaType: 'image/png', width: data.getUint32(16), height: data.getUint32(20) }
}

function gif(data: DataView): Header {
  return { mediaType: 'image/gif', width: data.getUint16(6, true), height: data.getUint16(8, true) }
}

/** The height of one drawn from above is negative. */
function bmp(data: DataView): Header {
  return { mediaType: 'image/bmp', width: Math.abs(data.getInt32(18, true)), height: Math.abs(data.getInt32(22, true)) }
}

/** The frame header among the segments: C0 to CF, save C4, C8 and CC. */
function jpeg(bytes: Uint8Array): Header | undefined {
  const data = view(bytes)
  for (let at = 2; at + 9 < bytes.length; ) {
    const marker = data.getUint8(at + 1)
    if (data.getUint8(at) !== 0xff) return undefined
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) {
      return { mediaType: 'image/jpeg', height: data.getUint16(at + 5), width: data.getUint16(at + 7) }
    }
    at += marker === 0xff ? 1 : 2 + data.getUint16(at + 2)
  }
  return undefined
}
