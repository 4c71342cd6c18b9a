// A scene as SVG: elements made by React, so nothing in it is markup; pictures as data, nothing is fetched.

import { Fragment, memo, type ReactNode, useId } from 'react'
import type {
  ImageItem,
  Matrix,
  PageScene,
  Paint,
  PathItem,
  SceneItem,
  TextItem,
} from '#core/documents/ofd/drawing/scene.ts'

type Scene = Omit<PageScene, 'problems'>

const transformOf = (matrix: Matrix) => `matrix(${matrix.join(' ')})`

export const OfdScene = memo(function OfdScene({ scene, title }: { scene: Scene; title: string }) {
  const id = useId()
  const { width, height, items, clips } = scene
  return (
    <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" role="img" aria-label={title}>
      <defs>
        {clips.map(({ shapes }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: items name clips by their index, and scenes do not change
          <clipPath key={index} id={`${id}-${index}`}>
            {shapes.map(({ matrix, data, isEvenOdd }, shape) => (
              <path
                // biome-ignore lint/suspicious/noArrayIndexKey: scenes do not change
                key={shape}
                transform={transformOf(matrix)}
                d={data}
                clipRule={isEvenOdd ? 'evenodd' : 'nonzero'}
              />
            ))}
          </clipPath>
        ))}
      </defs>
      {items.map((item, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: scenes do not change
        <Fragment key={index}>{clipped(item, id, drawn(item, scene))}</Fragment>
      ))}
    </svg>
  )
})

/** Within all of its clips: one group inside another. */
function clipped({ clips }: SceneItem, id: string, inside: ReactNode): ReactNode {
  let node = inside
  for (const clip of clips) node = <g clipPath={`url(#${id}-${clip})`}>{node}</g>
  return node
}

function drawn(item: SceneItem, scene: Scene): ReactNode {
  if (item.kind === 'text') return <Text item={item} />
  return item.kind === 'path' ? <Path item={item} /> : <Picture item={item} scene={scene} />
}

const fillOf = (paint: Paint | undefined) => ({ fill: paint?.color ?? 'none', fillOpacity: paint?.opacity ?? 1 })
const strokeOf = (paint: Paint | undefined, width: number) =>
  paint ? { stroke: paint.color, strokeOpacity: paint.opacity, strokeWidth: width } : {}

function Path({ item }: { item: PathItem }) {
  const { matrix, data, isEvenOdd, fill, stroke, lineWidth, cap, join, dash } = item
  return (
    <path
      transform={transformOf(matrix)}
      d={data}
      fillRule={isEvenOdd ? 'evenodd' : 'nonzero'}
      {...fillOf(fill)}
      {...strokeOf(stroke, lineWidth)}
      strokeLinecap={cap}
      strokeLinejoin={join}
      {...(dash.length > 0 && { strokeDasharray: dash.join(' ') })}
    />
  )
}

function Text({ item }: { item: TextItem }) {
  const { matrix, font, size, isBold, isItalic, glyphs, fill, stroke, lineWidth } = item
  const look = {
    fontFamily: familyOf(font),
    fontSize: size,
    fontWeight: isBold ? 'bold' : 'normal',
    fontStyle: isItalic ? 'italic' : 'normal',
    ...fillOf(fill),
    ...strokeOf(stroke, lineWidth),
  }
  if (item.stretch === 1 && item.turn === 0) {
    return (
      <text transform={transformOf(matrix)} xmlSpace="preserve" {...look}>
        {glyphs.map(({ x, y, text }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: scenes do not change
          <tspan key={index} x={x} y={y}>
            {text}
          </tspan>
        ))}
      </text>
    )
  }
  return (
    <g transform={transformOf(matrix)} {...look}>
      {glyphs.map(({ x, y, text }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: scenes do not change
        <text key={index} transform={`translate(${x} ${y}) rotate(${item.turn}) scale(${item.stretch} 1)`}>
          {text}
        </text>
      ))}
    </g>
  )
}

function Picture({ item, scene }: { item: ImageItem; scene: Scene }) {
  const image = scene.images[item.image]
  if (!image) return null
  return (
    <image
      href={`data:${image.mediaType};base64,${image.base64}`}
      width={1}
      height={1}
      preserveAspectRatio="none"
      opacity={item.opacity}
      transform={transformOf(item.matrix)}
    />
  )
}

/** What a file calls a font → what machines have. Names from the file go no further than this. */
const FAMILIES: readonly (readonly [RegExp, string])[] = [
  [/楷|kai/i, 'KaiTi, STKaiti, "Noto Serif CJK SC", serif'],
  [/仿宋|fangsong/i, 'FangSong, STFangsong, "Noto Serif CJK SC", serif'],
  [/courier|mono|consol/i, '"Courier New", Courier, "Noto Sans Mono CJK SC", monospace'],
  [
    /黑|hei|arial|helvetica|sans|雅/i,
    '"Microsoft YaHei", SimHei, "PingFang SC", "Noto Sans CJK SC", Arial, sans-serif',
  ],
]

function familyOf(font: string): string {
  const found = FAMILIES.find(([name]) => name.test(font))
  return found?.[1] ?? 'SimSun, "Songti SC", "Noto Serif CJK SC", "Times New Roman", serif'
}
