// Pictures of seals written as PNG (ISO/IEC 15948): one palette of a single red, from nothing to full, so that they lie on any page.

import { deflateSync } from 'node:zlib'
import { asciiOctets } from '#core/asn1/write.ts'
import { concatBytes } from '#core/bytes/bytes.ts'
import { crc32 } from '#core/documents/zip.ts'
import type { InkRaster } from '#core/seals/drawing/raster.ts'
import { INK } from '#core/seals/drawing/svg.ts'

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)
const INCH_PER_METRE = 1 / 0.0254
const SHADES = 256
const PALETTE = Uint8Array.from({ length: SHADES * 3 }, (_, i) => INK[i % 3] as number)
const OPACITY = Uint8Array.from({ length: SHADES }, (_, i) => i)

/** The size in millimetres is inside, by the dots a metre (pHYs). */
export function writeInkPng({ width, height, ink }: InkRaster, dpi: number): Uint8Array {
  const rows = new Uint8Array((width + 1) * height)
  for (let y = 0; y < height; y++) rows.set(ink.subarray(y * width, (y + 1) * width), y * (width + 1) + 1)
  const dotsAMetre = Math.round(dpi * INCH_PER_METRE)
  return concatBytes(
    SIGNATURE,
    chunk('IHDR', concatBytes(number(width), number(height), Uint8Array.of(8, 3, 0, 0, 0))),
    chunk('PLTE', PALETTE),
    chunk('tRNS', OPACITY),
    chunk('pHYs', concatBytes(number(dotsAMetre), number(dotsAMetre), Uint8Array.of(1))),
    chunk('IDAT', new Uint8Array(deflateSync(rows, { level: 9 }))),
    chunk('IEND', new Uint8Array()),
  )
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const body = concatBytes(asciiOctets(type), data)
  return concatBytes(number(data.length), body, number(crc32(body)))
}

function number(value: number): Uint8Array {
  const octets = new Uint8Array(4)
  new DataView(octets.buffer).setUint32(0, value)
  return octets
}
