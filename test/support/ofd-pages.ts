// OFD packages written by hand for the suites of drawing: one page with whatever a test puts on it.

import { strToU8, zipSync } from 'fflate'

export const element = (name: string, inside: string) =>
  `<?xml version="1.0" encoding="UTF-8"?><ofd:${name} xmlns:ofd="http://www.ofdspec.org/2016">${inside}</ofd:${name}>`

export interface OfdOrder {
  /** Graphic objects of the one layer. */
  objects: string
  /** Elements of PublicRes.xml. */
  resources?: string
  /** Elements of CommonData, of the page before its content, and of the document behind its pages. */
  common?: string
  page?: string
  behind?: string
  /** Further pages in the list. */
  pages?: string
  /** Further entries. */
  files?: Record<string, string | Uint8Array>
  /** Millimetres. */
  size?: string
}

/** Stored, not packed: what a test writes stands in the file as it is. */
export function ofdOf({
  objects,
  resources = '',
  common = '',
  page = '',
  behind = '',
  pages = '',
  files = {},
  size,
}: OfdOrder) {
  const content = `${page}<ofd:Content><ofd:Layer ID="3">${objects}</ofd:Layer></ofd:Content>`
  const area = `<ofd:PageArea><ofd:PhysicalBox>${size ?? '0 0 100 50'}</ofd:PhysicalBox></ofd:PageArea>`
  const list = `<ofd:Pages><ofd:Page ID="1" BaseLoc="Pages/Content.xml"/>${pages}</ofd:Pages>`
  const data = `<ofd:CommonData>${area}<ofd:PublicRes>PublicRes.xml</ofd:PublicRes>${common}</ofd:CommonData>`
  const all = {
    'OFD.xml': element('OFD', '<ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody>'),
    'Doc_0/Document.xml': element('Document', `${data}${list}${behind}`),
    'Doc_0/PublicRes.xml': element('Res', resources),
    'Doc_0/Pages/Content.xml': element('Page', content),
    ...files,
  }
  const bytes = Object.entries(all).map(([name, one]) => [name, typeof one === 'string' ? strToU8(one) : one] as const)
  return zipSync(Object.fromEntries(bytes), { level: 0 })
}
