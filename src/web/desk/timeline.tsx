import type { ReactNode } from 'react'
import { Time } from '../pieces/time.tsx'
import './timeline.css'

export interface Told {
  key: string
  at: string
  words: ReactNode
}

/** What happened, one below the other. */
export function Timeline({ told }: { told: readonly Told[] }) {
  return (
    <ol className="story">
      {told.map(({ key, at, words }) => (
        <li key={key}>
          <Time at={at} relative={false} />
          <span className="story-words">{words}</span>
        </li>
      ))}
    </ol>
  )
}
