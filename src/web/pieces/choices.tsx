import type { ReactNode } from 'react'

interface Props {
  label: string
  value: string
  choose: (id: string) => void
  /** `isOut`: shown, with the reason among `more`, and not to be chosen. */
  options: readonly { id: string; title: string; more: string; isOut?: boolean }[]
  empty: ReactNode
}

/** One of a few that were found, with what tells them apart. Big enough for a thumb. */
export function Choices({ label, value, choose, options, empty }: Props) {
  if (options.length === 0) return <p className="soft">{empty}</p>
  return (
    <fieldset className="choices">
      <legend className="unseen">{label}</legend>
      {options.map(({ id, title, more, isOut = false }) => (
        <label key={id}>
          <input type="radio" name={label} checked={id === value} disabled={isOut} onChange={() => choose(id)} />
          <span>
            <strong>{title}</strong>
            <span className="small soft"> {more}</span>
          </span>
        </label>
      ))}
    </fieldset>
  )
}
