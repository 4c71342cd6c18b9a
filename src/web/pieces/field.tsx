import { type ReactNode, useId } from 'react'

interface Props {
  label: string
  hint?: ReactNode
  /** The control, under the id its label names. */
  children: (id: string) => ReactNode
}

/** One line of a dialog: what is asked for, where it is put, and what it means. */
export function Field({ label, hint, children }: Props) {
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children(id)}
      {hint && <span className="small soft">{hint}</span>}
    </div>
  )
}

interface ChoiceProps<Value extends string> {
  label: string
  hint?: ReactNode
  value: Value
  options: readonly { value: Value; text: string }[]
  onChange: (value: Value) => void
}

/** The browser's own list: it opens inside a dialog, which layers of the page cannot. */
export function Choice<Value extends string>({ label, hint, value, options, onChange }: ChoiceProps<Value>) {
  return (
    <Field label={label} hint={hint}>
      {(id) => (
        <select id={id} className="date" value={value} onChange={({ target }) => onChange(target.value as Value)}>
          {options.map((one) => (
            <option key={one.value} value={one.value}>
              {one.text}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}
