// What is signed and sealed in the laboratory's samples: a notice of one page, as PDF and as OFD.

import { type Zippable, zipSync } from 'fflate'
import { DECLARATION, OFD_NAMESPACE, utf8 } from '#adapters/making/ofd-package.ts'
import { loadFont } from '#adapters/reports/font.node.ts'
import { closePaper, INK, openPaper, paragraph } from '#adapters/reports/paper.ts'
import type { Instant } from '#core/verdict.ts'

/** A page with a heading and lines below it. */
export async function plainPdf(title: string, lines: readonly string[], at: Instant): Promise<Uint8Array> {
  const paper = openPaper(await loadFont(), title, new Date(at))
  paragraph(paper, title, { size: 20, after: 18 })
  for (const line of lines) paragraph(paper, line, { size: 12, after: 8 })
  paragraph(paper, '样例文件，仅供演示 · a sample, for demonstration only', { size: 9, colour: INK.soft })
  return closePaper(paper)
}

const FONT_ID = 3

/** The same page as an OFD package with one document. */
export function plainOfd(title: string, lines: readonly string[], at: Instant): Uint8Array {
  const document = [
    `${DECLARATION}<ofd:Document xmlns:ofd="${OFD_NAMESPACE}"><ofd:CommonData><ofd:MaxUnitID>100</ofd:MaxUnitID>`,
    '<ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea>',
    '<ofd:PublicRes>PublicRes.xml</ofd:PublicRes></ofd:CommonData>',
    '<ofd:Pages><ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/></ofd:Pages></ofd:Document>',
  ]
  const resources = [
    `${DECLARATION}<ofd:Res xmlns:ofd="${OFD_NAMESPACE}" BaseLoc="Res"><ofd:Fonts>`,
    `<ofd:Font ID="${FONT_ID}" FontName="宋体" FamilyName="宋体"/></ofd:Fonts></ofd:Res>`,
  ]
  const texts = [title, ...lines].map((line, index) => textObject(line, index))
  const page = [
    `${DECLARATION}<ofd:Page xmlns:ofd="${OFD_NAMESPACE}"><ofd:Area><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:Area>`,
    `<ofd:Content><ofd:Layer ID="10">${texts.join('')}</ofd:Layer></ofd:Content></ofd:Page>`,
  ]
  const root = [
    `${DECLARATION}<ofd:OFD xmlns:ofd="${OFD_NAMESPACE}" Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo>`,
    `<ofd:DocID>00000000000000000000000000000001</ofd:DocID><ofd:Title>${title}</ofd:Title></ofd:DocInfo>`,
    '<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>',
  ]
  const entry = (parts: readonly string[]): [Uint8Array, { mtime: Instant }] => [utf8(parts.join('')), { mtime: at }]
  const files: Zippable = {
    'OFD.xml': entry(root),
    'Doc_0/Document.xml': entry(document),
    'Doc_0/PublicRes.xml': entry(resources),
    'Doc_0/Pages/Page_0/Content.xml': entry(page),
  }
  return zipSync(files)
}

/** @param index 0 for the heading */
function textObject(text: string, index: number): string {
  const size = index === 0 ? 8 : 5
  const top = index === 0 ? 25 : 32 + index * 10
  const advance = Array.from(text, (one) => (one.charCodeAt(0) < 0x80 ? size * 0.55 : size))
  const deltas = advance.slice(0, -1).map((one) => Number(one.toFixed(2)))
  return [
    `<ofd:TextObject ID="${20 + index}" Boundary="20 ${top} 170 ${size + 2}" Font="${FONT_ID}" Size="${size}">`,
    `<ofd:TextCode X="0" Y="${size}" DeltaX="${deltas.join(' ')}">${text}</ofd:TextCode></ofd:TextObject>`,
  ].join('')
}
