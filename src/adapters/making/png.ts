// PNG pictures read (ISO/IEC 15948): 8 bits a sample, not interlaced, of bounded size; for seals that are shown or cleaned.

import { inflateSync } from 'node:zlib'
import { AppError } from '#src/context.ts'

/** A picture with more pixels than this is no picture of a seal. */
const MAX_PIXELS = 16_000_000

const refuse = (problem: string): never => {
  throw new AppError('bad-input', 'signing.picture-unusable', { problem })
}

export interface Raster {
  width: number
  height: number
  /** Three octets a pixel. */
  colours: Uint8Array
  alpha: Uint8Array
}

const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
/** Samples a pixel by colour type (PNG, ISO/IEC 15948 §11.2.2). */
const SAMPLES: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 }

/** @throws AppError `bad-input` for what is no PNG of 8 bits */
export function readPng(data: Uint8Array): Raster {
  if (!PNG.every((octet, at) => data[at] === octet)) refuse('not PNG, not JPEG')
  const chunks = chunksOf(data)
  const header = Buffer.from(chunks.find(({ type }) => type === 'IHDR')?.data ?? refuse('PNG: IHDR'))
  if (header.length < 13) refuse('PNG: IHDR')
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)]
  const [bits, colour, , , interlace] = header.subarray(8)
  const samples = SAMPLES[colour ?? -1] ?? refuse('PNG: colour type')
  if (bits !== 8 || interlace !== 0) refuse('PNG: 8 bits, not interlaced')
  if (width * height === 0 || width * height > MAX_PIXELS) refuse('PNG: size')
  const packed = Buffer.concat(chunks.filter(({ type }) => type === 'IDAT').map((one) => one.data))
  const rows = unfiltered(unpacked(packed, (width * samples + 1) * height), width * samples, height, samples)
  const palette = chunks.find(({ type }) => type === 'PLTE')?.data
  const transparency = chunks.find(({ type }) => type === 'tRNS')?.data
  return raster({ width, height, rows, colour: colour ?? 0, samples, palette, transparency })
}

function unpacked(packed: Uint8Array, length: number): Uint8Array {
  try {
    const data = inflateSync(packed, { maxOutputLength: length })
    return data.length === length ? data : refuse('PNG: data')
  } catch {
    return refuse('PNG: data')
  }
}

function chunksOf(data: Uint8Array): { type: string; data: Uint8Array }[] {
  const view = Buffer.from(data.buffer, data.byteOffset, data.byteLength)
  const chunks: { type: string; data: Uint8Array }[] = []
  for (let at = PNG.length; at + 12 <= view.length; ) {
    const length = view.readUInt32BE(at)
    if (at + 12 + length > view.length) break
    chunks.push({ type: view.toString('latin1', at + 4, at + 8), data: view.subarray(at + 8, at + 8 + length) })
    at += 12 + length
  }
  return chunks
}

/** Undoes the five row filters (ISO/IEC 15948 §9). */
function unfiltered(data: Uint8Array, stride: number, height: number, samples: number): Uint8Array {
  const rows = new Uint8Array(stride * height)
  for (let y = 0; y < height; y++) {
    const filter = data[y * (stride + 1)] ?? 0
    for (let x = 0; x < stride; x++) {
      const at = y * stride + x
      const left = x >= samples ? (rows[at - samples] ?? 0) : 0
      const up = y > 0 ? (rows[at - stride] ?? 0) : 0
      const corner = y > 0 && x >= samples ? (rows[at - stride - samples] ?? 0) : 0
      rows[at] = (data[y * (stride + 1) + 1 + x] ?? 0) + predicted(filter, left, up, corner)
    }
  }
  return rows
}

function predicted(filter: number, left: number, up: number, corner: number): number {
  if (filter === 0) return 0
  if (filter === 1) return left
  if (filter === 2) return up
  if (filter === 3) return (left + up) >> 1
  const estimate = left + up - corner
  const [a, b, c] = [Math.abs(estimate - left), Math.abs(estimate - up), Math.abs(estimate - corner)]
  if (a <= b && a <= c) return left
  return b <= c ? up : corner
}

function raster(png: {
  width: number
  height: number
  rows: Uint8Array
  colour: number
  samples: number
  palette: Uint8Array | undefined
  transparency: Uint8Array | undefined
}): Raster {
  const { width, height, rows, colour, samples, palette, transparency } = png
  const count = width * height
  const colours = new Uint8Array(count * 3)
  const alpha = new Uint8Array(count).fill(255)
  for (let i = 0; i < count; i++) {
    const first = rows[i * samples] ?? 0
    for (let channel = 0; channel < 3; channel++) {
      const isGrey = colour === 0 || colour === 4
      const plain = isGrey ? first : (rows[i * samples + channel] ?? 0)
      colours[i * 3 + channel] = colour === 3 ? (palette?.[first * 3 + channel] ?? 0) : plain
    }
    if (colour === 4 || colour === 6) alpha[i] = rows[i * samples + samples - 1] ?? 255
    if (colour === 3) alpha[i] = transparency?.[first] ?? 255
  }
  return { width, height, colours, alpha }
}
