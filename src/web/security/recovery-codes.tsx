import { Checkbox } from 'antd'
import { useWords } from '../language/index.ts'
import { CopyButton } from '../pieces/copyable.tsx'
import './security.css'

interface Props {
  codes: readonly string[]
  isKept: boolean
  setIsKept: (isKept: boolean) => void
}

export function RecoveryCodes({ codes, isKept, setIsKept }: Props) {
  const { t } = useWords()
  return (
    <div className="stack">
      <h2>
        {t('security.recovery')} <CopyButton text={codes.join('\n')} what={t('security.recovery')} />
      </h2>
      <p className="small">{t('security.recovery-what')}</p>
      <ol className="recovery-codes">
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ol>
      <Checkbox checked={isKept} onChange={({ target }) => setIsKept(target.checked)}>
        {t('security.recovery-kept')}
      </Checkbox>
    </div>
  )
}
