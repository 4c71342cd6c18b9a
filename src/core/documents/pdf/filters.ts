// The stream filters that a file's structure may be under (ISO 32000-1 §7.4): Flate with its predictors, and hexadecimal.
// Filters of pictures and of legacy text are not needed to judge a signature and are refused by name.

import { malformed } from '../../asn1/fields.ts'
import type { Inflate } from '../../primitives.ts'
import {
  asArray,
  asDictionary,
  asInteger,
  asName,
  type PdfDictionary,
  type PdfStream,
  type PdfValue,
} from './values.ts'

/** How many octets all structure streams of a file may unpack to. */
export class UnpackingBudget {
  private left: number

  constructor(maxBytes: number) {
    this.left = maxBytes
  }

  /** @throws Malformed */
  unpack(data: Uint8Array, inflate: Inflate): Uint8Array {
    const unpacked = inflate('zlib', data, this.left)
    if (!unpacked.ok) malformed(`pdf.flate-${unpacked.error}`, 0)
    this.left -= unpacked.value.length
    return unpacked.value
  }
}

/** What a structure stream holds. @throws Malformed */
export function decodedStream(stream: PdfStream, inflate: Inflate, budget: UnpackingBudget): Uint8Array {
  const { entries } = stream.dictionary
  const filters = listOf(entries.get('Filter'))
  const parameters = listOf(entries.get('DecodeParms'))
  return filters.reduce<Uint8Array>((data, filter, index) => {
    switch (asName(filter)) {
      case 'FlateDecode':
        return unpredicted(budget.unpack(data, inflate), asDictionary(parameters[index]))
      case 'ASCIIHexDecode':
        return hexDecoded(data)
      case 'Crypt':
        return data
      default:
        return malformed('pdf.filter', 0)
    }
  }, stream.data)
}

function listOf(value: PdfValue | undefined): readonly PdfValue[] {
  if (value === undefined || value === null) return []
  return asArray(value) ?? [value]
}

function hexDecoded(data: Uint8Array): Uint8Array {
  const digits = Array.from(data, (octet) => Number.parseInt(String.fromCharCode(octet), 16)).filter((one) => one >= 0)
  return Uint8Array.from({ length: digits.length >> 1 }, (_, i) => (digits[2 * i] ?? 0) * 16 + (digits[2 * i + 1] ?? 0))
}

/** Rows were stored as differences (ISO 32000-1 §7.4.4.4). Only what cross-reference streams use: octet samples, PNG rows. */
function unpredicted(data: Uint8Array, parameters: PdfDictionary | undefined): Uint8Array {
  const number = (key: string, fallback: number) => asInteger(parameters?.entries.get(key)) ?? fallback
  const predictor = number('Predictor', 1)
  if (predictor === 1) return data
  const colors = number('Colors', 1)
  const columns = number('Columns', 1)
  if (predictor < 10 || number('BitsPerComponent', 8) !== 8 || colors < 1 || columns < 1) malformed('pdf.predictor', 0)
  return pngRows(data, colors * columns, colors)
}

function pngRows(data: Uint8Array, rowBytes: number, pixelBytes: number): Uint8Array {
  const rows = Math.ceil(data.length / (rowBytes + 1))
  const out = new Uint8Array(rows * rowBytes)
  for (let row = 0; row < rows; row++) {
    const from = row * (rowBytes + 1)
    const type = data[from] as number
    if (type > 4) malformed('pdf.predictor', from)
    for (let column = 0; column < rowBytes; column++) {
      const at = row * rowBytes + column
      const left = column >= pixelBytes ? (out[at - pixelBytes] as number) : 0
      const up = row > 0 ? (out[at - rowBytes] as number) : 0
      const corner = row > 0 && column >= pixelBytes ? (out[at - rowBytes - pixelBytes] as number) : 0
      out[at] = (data[from + 1 + column] ?? 0) + predicted(type, left, up, corner)
    }
  }
  return out
}

/** PNG (RFC 2083 §6): none, sub, up, average, Paeth. */
function predicted(type: number, left: number, up: number, corner: number): number {
  if (type === 1) return left
  if (type === 2) return up
  if (type === 3) return (left + up) >> 1
  if (type !== 4) return 0
  const estimate = left + up - corner
  const [toLeft, toUp, toCorner] = [left, up, corner].map((one) => Math.abs(estimate - one)) as [number, number, number]
  if (toLeft <= toUp && toLeft <= toCorner) return left
  return toUp <= toCorner ? up : corner
}
