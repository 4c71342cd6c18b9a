// The picture of a seal, as far as trust needs it: that it is what it says, can begin to be decoded, and has a size (GM/T 0031-2014
// SES_ESPictrueInfo; the types beyond GIF, BMP and JPG are those that are met, clause unverified). It is never drawn or opened here.

import { latin1 } from '../asn1/values.ts'
import { defect, note } from '../finding.ts'
import type { Evidence, Finding } from '../verdict.ts'
import type { SealPicture } from './structure.ts'

const CLAUSE = 'GM/T 0031-2014 §6.1.2'

type PictureKind = 'png' | 'jpg' | 'gif' | 'bmp' | 'ofd' | 'svg' | 'webp' | 'tiff'

const KIND_OF_TYPE: Readonly<Record<string, PictureKind>> = {
  png: 'png',
  jpg: 'jpg',
  jpeg: 'jpg',
  gif: 'gif',
  bmp: 'bmp',
  ofd: 'ofd',
  svg: 'svg',
  webp: 'webp',
  tif: 'tiff',
  tiff: 'tiff',
}

/** Seals are some centimetres wide; a metre is no seal. */
const MAX_MM = 1000

export function judgePicture({ type, data, widthMm, heightMm }: SealPicture): Finding[] {
  const findings: Finding[] = []
  const kind = kindOf(data)
  const named =
    KIND_OF_TYPE[
      type
        .trim()
        .toLowerCase()
        .replace(/^image\//, '')
    ]
  const params = { type: type.slice(0, 40), bytes: data.length }
  if (!kind) findings.push(defect('seals.picture-undecodable', CLAUSE, params))
  else if (kind !== named) findings.push(defect('seals.picture-type', CLAUSE, { ...params, found: kind }))
  if (widthMm <= 0 || heightMm <= 0 || widthMm > MAX_MM || heightMm > MAX_MM) {
    findings.push(defect('seals.picture-size', CLAUSE, { width: widthMm, height: heightMm }))
  }
  if (kind === 'ofd') findings.push(note('seals.picture-is-ofd', CLAUSE, params))
  return findings
}

export function pictureEvidence({ type, data, widthMm, heightMm }: SealPicture): Evidence {
  return { type: type.slice(0, 40), bytes: data.length, widthMm, heightMm }
}

/** By the first octets, with a header whole enough to tell a size that is not nothing. */
function kindOf(data: Uint8Array): PictureKind | undefined {
  const head = latin1(data.subarray(0, 256))
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength)
  if (head.startsWith('\u0089PNG\r\n\u001a\n')) {
    return data.length >= 33 && view.getUint32(16) > 0 && view.getUint32(20) > 0 ? 'png' : undefined
  }
  if (/^GIF8[79]a/.test(head)) {
    return data.length >= 13 && view.getUint16(6, true) > 0 && view.getUint16(8, true) > 0 ? 'gif' : undefined
  }
  if (head.startsWith('BM')) {
    return data.length >= 26 && view.getInt32(18, true) !== 0 && view.getInt32(22, true) !== 0 ? 'bmp' : undefined
  }
  if (head.startsWith('\u00ff\u00d8\u00ff')) return data.length > 20 ? 'jpg' : undefined
  if (head.startsWith('PK\u0003\u0004')) return 'ofd'
  if (head.startsWith('RIFF') && head.slice(8, 12) === 'WEBP') return 'webp'
  if (head.startsWith('II*\u0000') || head.startsWith('MM\u0000*')) return 'tiff'
  return /^(\u00ef\u00bb\u00bf)?\s*<(\?xml|svg|!--|!DOCTYPE svg)/i.test(head) ? 'svg' : undefined
}
