// The styles of seals as data: shape, size in millimetres and what stands where. Sizes and the star follow 国发〔1999〕25号 as it is
// commonly read, the oval the tax authority's seal for invoices; the letters' measures are custom. Clause unverified, all of them.

export interface RoundStyle {
  frame: 'ellipse'
  /** Between the points of the star; absent: none. */
  starMm?: number
  /** Of the letters along the upper arc, at most. */
  arcLetterMm: number
  /** How much of the way round the upper arc may take, in degrees. */
  arcSpan: number
  /** Of the line in the middle, and how far its middle is below the middle of the seal. */
  line: { heightMm: number; belowMm: number }
  /** Of the number along the lower arc; with `across` it stands on a straight line through the middle. */
  number: { heightMm: number; across?: true }
}

export interface NameStyle {
  frame: 'rectangle'
  /** Columns from right to left, or one line as it is read today. */
  reading: 'columns' | 'line'
}

export interface SealStyle {
  id: string
  kind: 'official' | 'special' | 'name'
  widthMm: number
  heightMm: number
  edgeMm: number
  layout: RoundStyle | NameStyle
  citation: string
}

const OFFICIAL = '国发〔1999〕25号 (clause unverified)'
const CUSTOM = 'custom of the trade (clause unverified)'
const INVOICE = '国家税务总局公告2011年第7号 (clause unverified)'

const round = (id: string, mm: number, starMm: number, arcSpan = 262): SealStyle => ({
  id,
  kind: 'official',
  widthMm: mm,
  heightMm: mm,
  edgeMm: 1.2,
  layout: {
    frame: 'ellipse',
    starMm,
    arcLetterMm: mm * 0.15,
    arcSpan,
    line: { heightMm: mm * 0.1, belowMm: mm * 0.27 },
    number: { heightMm: mm * 0.045 },
  },
  citation: OFFICIAL,
})

const name = (
  id: string,
  [widthMm, heightMm]: readonly [number, number],
  reading: NameStyle['reading'] = 'columns',
): SealStyle => ({
  id,
  kind: 'name',
  widthMm,
  heightMm,
  edgeMm: 0.9,
  layout: { frame: 'rectangle', reading },
  citation: CUSTOM,
})

export const SEAL_STYLES = [
  round('official-round-50', 50, 16),
  round('official-round-45', 45, 14),
  round('official-round-42', 42, 14),
  { ...round('special-round-40', 40, 13, 244), kind: 'special', citation: CUSTOM },
  {
    id: 'special-oval-45x30',
    kind: 'special',
    widthMm: 45,
    heightMm: 30,
    edgeMm: 1,
    layout: {
      frame: 'ellipse',
      arcLetterMm: 4.2,
      arcSpan: 176,
      line: { heightMm: 4.6, belowMm: 7 },
      number: { heightMm: 3.4, across: true },
    },
    citation: CUSTOM,
  },
  {
    id: 'special-oval-40x30',
    kind: 'special',
    widthMm: 40,
    heightMm: 30,
    edgeMm: 1,
    layout: {
      frame: 'ellipse',
      arcLetterMm: 4.2,
      arcSpan: 176,
      line: { heightMm: 4.6, belowMm: 7 },
      number: { heightMm: 3, across: true },
    },
    citation: INVOICE,
  },
  name('name-square-20', [20, 20]),
  name('name-square-18', [18, 18]),
  name('name-upright-12x24', [12, 24]),
  name('name-line-30x12', [30, 12], 'line'),
] as const satisfies readonly SealStyle[]

export type SealStyleId = (typeof SEAL_STYLES)[number]['id']

export const SEAL_STYLE_IDS = SEAL_STYLES.map(({ id }) => id)

export function styleNamed(id: string): SealStyle | undefined {
  return SEAL_STYLES.find((one) => one.id === id)
}

/** What may follow the name on a private seal. */
export const NAME_ENDINGS = ['', '印', '之印', '印章'] as const
export type NameEnding = (typeof NAME_ENDINGS)[number]
