// Pictures of seals brought into a PDF as image objects (ISO 32000-1 §8.9.5): JPEG as it is, PNG with its transparency taken apart.

import { deflateSync } from 'node:zlib'
import { AppError } from '#src/context.ts'
import type { PdfRevision } from './pdf-revision.ts'
import { readPng } from './png.ts'

/** Adds the picture and gives the reference to it. @throws AppError `bad-input` for what is no PNG of 8 bits, nor a JPEG */
export function addPicture(revision: PdfRevision, data: Uint8Array): string {
  if (data[0] === 0xff && data[1] === 0xd8) return addJpeg(revision, data)
  const picture = readPng(data)
  const image = {
    Type: '/XObject',
    Subtype: '/Image',
    Width: String(picture.width),
    Height: String(picture.height),
    BitsPerComponent: '8',
    Filter: '/FlateDecode',
  }
  const mask = revision.addStream({ ...image, ColorSpace: '/DeviceGray' }, new Uint8Array(deflateSync(picture.alpha)))
  return revision.addStream(
    { ...image, ColorSpace: '/DeviceRGB', SMask: mask },
    new Uint8Array(deflateSync(picture.colours)),
  )
}

const refuse = (problem: string): never => {
  throw new AppError('bad-input', 'signing.picture-unusable', { problem })
}

function addJpeg(revision: PdfRevision, data: Uint8Array): string {
  for (let at = 2; at + 9 < data.length; ) {
    const marker = data[at + 1] ?? 0
    const length = ((data[at + 2] ?? 0) << 8) | (data[at + 3] ?? 0)
    if (data[at] !== 0xff || length < 2) break
    const isFrame = marker >= 0xc0 && marker <= 0xc2
    if (isFrame) {
      const [height, width] = [at + 5, at + 7].map((place) => ((data[place] ?? 0) << 8) | (data[place + 1] ?? 0))
      const components = data[at + 9]
      if (components !== 1 && components !== 3) refuse('JPEG, CMYK')
      return revision.addStream(
        {
          Type: '/XObject',
          Subtype: '/Image',
          Width: String(width),
          Height: String(height),
          BitsPerComponent: '8',
          ColorSpace: components === 1 ? '/DeviceGray' : '/DeviceRGB',
          Filter: '/DCTDecode',
        },
        data,
      )
    }
    at += 2 + length
  }
  return refuse('JPEG')
}
