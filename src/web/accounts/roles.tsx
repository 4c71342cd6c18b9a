import type { Role } from '#src/context.ts'
import { type TextKey, useWords } from '../language/index.ts'

interface Props {
  label: string
  offered: readonly Role[]
  chosen: readonly Role[]
  onChange: (roles: Role[]) => void
}

export function RoleBoxes({ label, offered, chosen, onChange }: Props) {
  const { t } = useWords()
  const toggle = (role: Role, isOn: boolean) =>
    onChange(isOn ? [...chosen, role] : chosen.filter((one) => one !== role))
  return (
    <fieldset className="field roles">
      <legend>{label}</legend>
      {offered.map((role) => (
        <label key={role} className="row">
          <input
            type="checkbox"
            checked={chosen.includes(role)}
            onChange={({ target }) => toggle(role, target.checked)}
          />
          {t(`role.${role}` as TextKey)}
        </label>
      ))}
    </fieldset>
  )
}
