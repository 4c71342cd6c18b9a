// A4 pages and what is written on them: paragraphs that stay whole, rows of a label and a value, headings that keep their text.

import PDFDocument from 'pdfkit'

export type Paper = InstanceType<typeof PDFDocument>

export const INK = { text: '#1f2933', soft: '#5b6773', rule: '#d5dbe1' } as const

export const MARGINS = { top: 64, bottom: 56, left: 56, right: 56 }
const LABEL_WIDTH = 104

export interface Style {
  size?: number
  colour?: string
  /** From the left margin, in points. */
  indent?: number
  /** Space below, in points. */
  after?: number
}

/**
 * @param createdAt the only date inside: nothing else of the file depends on when it was made
 * @param layout of every page; wide tables take `landscape`
 */
export function openPaper(
  font: Uint8Array,
  title: string,
  createdAt: Date,
  layout: 'portrait' | 'landscape' = 'portrait',
): Paper {
  return new PDFDocument({
    size: 'A4',
    layout,
    margins: MARGINS,
    bufferPages: true,
    font: Buffer.from(font) as unknown as string,
    info: { Title: title, CreationDate: createdAt, ModDate: createdAt, Producer: 'zhengxun', Creator: 'zhengxun' },
  })
}

/** Ends the document and gives its bytes. */
export function closePaper(paper: Paper): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  return new Promise((resolve, reject) => {
    paper.on('data', (chunk: Uint8Array) => chunks.push(chunk))
    paper.on('end', () => resolve(Buffer.concat(chunks)))
    paper.on('error', reject)
    paper.end()
  })
}

// Characters that change how their neighbours are read: a name must not look like another one on paper.
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu

/** Invisible and direction-changing characters are written out as `\uXXXX`. */
export function visible(text: string): string {
  return text.replace(UNSEEN, (one) => `\\u${(one.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`)
}

export const bottomOf = (paper: Paper) => paper.page.height - MARGINS.bottom
export const widthFrom = (paper: Paper, indent: number) => paper.page.width - MARGINS.left - MARGINS.right - indent

/** Begins a new page where less than `height` points are left. */
export function keep(paper: Paper, height: number): void {
  if (paper.y + height > bottomOf(paper)) paper.addPage()
}

/** What fits on one page is not broken over two. */
export function paragraph(paper: Paper, text: string, style: Style = {}): void {
  const { size = 9, colour = INK.text, indent = 0, after = 3 } = style
  const width = widthFrom(paper, indent)
  const shown = visible(text)
  const height = paper.fontSize(size).heightOfString(shown, { width, lineGap: 1.5 })
  if (height < bottomOf(paper) - MARGINS.top) keep(paper, height)
  // Only now: a new page begins in black.
  paper.fillColor(colour).text(shown, MARGINS.left + indent, paper.y, { width, lineGap: 1.5 })
  paper.y += after
}

/** @param below points that must fit under the heading on the same page */
export function heading(paper: Paper, text: string, below = 48): void {
  paper.y += 10
  keep(paper, 24 + below)
  paragraph(paper, text, { size: 12.5, after: 2 })
  rule(paper)
  paper.y += 5
}

export function rule(paper: Paper): void {
  const right = paper.page.width - MARGINS.right
  paper.lineWidth(0.6).strokeColor(INK.rule).moveTo(MARGINS.left, paper.y).lineTo(right, paper.y).stroke()
}

/** One row: the label on the left, the value beside it, as many lines as it takes. */
export function row(paper: Paper, label: string, value: string, { size = 9, indent = 0, colour }: Style = {}): void {
  const left = indent + LABEL_WIDTH
  const labelled = { width: LABEL_WIDTH - 8, lineGap: 1.5 }
  paper.fontSize(size)
  const labelHeight = paper.heightOfString(label, labelled)
  const height = Math.max(
    labelHeight,
    paper.heightOfString(visible(value), { width: widthFrom(paper, left), lineGap: 1.5 }),
  )
  if (height < bottomOf(paper) - MARGINS.top) keep(paper, height)
  const { y } = paper
  paper.fillColor(INK.soft).text(label, MARGINS.left + indent, y, labelled)
  paper.y = y
  paragraph(paper, value, { size, indent: left, after: 0, ...(colour && { colour }) })
  paper.y = Math.max(paper.y, y + labelHeight < bottomOf(paper) ? labelBottom(paper, y, labelHeight) : paper.y) + 3
}

/** A value that ran over the page left its label behind. */
function labelBottom(paper: Paper, startedAt: number, labelHeight: number): number {
  return paper.y < startedAt ? paper.y : startedAt + labelHeight
}

/** A thick line in the colour of a verdict beside what was written since `top`. */
export function bar(paper: Paper, top: number, colour: string): void {
  paper.rect(MARGINS.left, top, 4, paper.y - top).fill(colour)
}

/** The same two lines on every page, and its number below: called once, when everything is written. */
export function runningLines(
  paper: Paper,
  head: readonly [string, string],
  foot: (page: number, of: number) => string,
) {
  const { count } = paper.bufferedPageRange()
  for (let page = 0; page < count; page += 1) {
    paper.switchToPage(page)
    // Without margins nothing written here begins another page.
    paper.page.margins = { top: 0, bottom: 0, left: 0, right: 0 }
    paper.fontSize(7.5).fillColor(INK.soft)
    head.forEach((line, index) => {
      paper.text(line, MARGINS.left, 28 + index * 11, { lineBreak: false })
    })
    const text = foot(page + 1, count)
    paper.text(text, paper.page.width - MARGINS.right - paper.widthOfString(text), paper.page.height - 36, {
      lineBreak: false,
    })
  }
}
