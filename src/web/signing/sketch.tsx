import type { MouseEvent } from 'react'
import { useWords } from '../language/index.ts'

export interface Spot {
  page: number
  leftMm: number
  topMm: number
}

const A4 = { widthMm: 210, heightMm: 297 }

interface Props {
  spot: Spot
  widthMm: number
  heightMm: number
  onSpot: (spot: Spot) => void
}

/** A page of A4 in outline: a click puts the middle of the stamp there. For the keyboard there are the numbers beside it. */
export function PageSketch({ spot, widthMm, heightMm, onSpot }: Props) {
  const { t } = useWords()
  const place = (event: MouseEvent<SVGSVGElement>) => {
    const box = event.currentTarget.getBoundingClientRect()
    const x = ((event.clientX - box.left) / box.width) * A4.widthMm - widthMm / 2
    const y = ((event.clientY - box.top) / box.height) * A4.heightMm - heightMm / 2
    const within = (value: number, most: number) => Math.round(Math.max(0, Math.min(most, value)))
    onSpot({ ...spot, leftMm: within(x, A4.widthMm - widthMm), topMm: within(y, A4.heightMm - heightMm) })
  }
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the numbers beside it are the way for keyboards
    <svg
      className="page-sketch"
      viewBox={`0 0 ${A4.widthMm} ${A4.heightMm}`}
      role="img"
      aria-label={t('signing.sketch')}
      onClick={place}
    >
      <rect className="paper" x="0.5" y="0.5" width={A4.widthMm - 1} height={A4.heightMm - 1} />
      {Array.from({ length: 16 }, (_, line) => 30 + line * 12).map((y) => (
        <line key={y} className="line" x1="25" x2={y % 36 === 0 ? 140 : 185} y1={y} y2={y} />
      ))}
      <rect className="stamp" x={spot.leftMm} y={spot.topMm} width={widthMm} height={heightMm} rx="2" />
    </svg>
  )
}
