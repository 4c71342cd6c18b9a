// A drawn seal as SVG 1.1, its width and height in millimetres: what is cut out is transparent, as in the picture.

import type { SealDrawing } from './draw.ts'
import type { Outline } from './outline.ts'

/** The red of stamping ink. */
export const INK = [0xc8, 0x10, 0x2e] as const

const INK_HEX = `#${INK.map((one) => one.toString(16).padStart(2, '0')).join('')}`

export function sealSvg({ widthMm, heightMm, shapes }: SealDrawing): string {
  const size = `width="${widthMm}mm" height="${heightMm}mm" viewBox="0 0 ${widthMm} ${heightMm}"`
  const ink = shapes.filter(({ isInk }) => isInk).map(({ outline }) => pathOf(outline))
  const cut = shapes.filter(({ isInk }) => !isInk).map(({ outline }) => pathOf(outline))
  const mask = `<mask id="cut"><rect width="${widthMm}" height="${heightMm}" fill="#fff"/><g fill="#000">${cut.join('')}</g></mask>`
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" ${size}>`,
    ...(cut.length > 0 ? [mask] : []),
    `<g fill="${INK_HEX}"${cut.length > 0 ? ' mask="url(#cut)"' : ''}>${ink.join('')}</g>`,
    '</svg>',
  ].join('')
}

const pathOf = (outline: Outline) =>
  `<path d="${outline.map(([command, ...at]) => command + at.map(short).join(' ')).join('')}"/>`

/** A thousandth of a millimetre is finer than any printer. */
const short = (mm: number) => String(Math.round(mm * 1000) / 1000)
