import { Button } from 'antd'
import { useState } from 'react'
import type { LineageDetail } from '../../contract.ts'
import { useWords } from '../../language/index.ts'
import { formatDay } from '../../pieces/time.tsx'
import { Badge } from '../../pieces/verdict-tag.tsx'
import { useMay } from '../../shell/session.ts'
import { commonName } from '../names.ts'
import { KeyDialog } from './key-dialog.tsx'

/** The record of a certificate's key, and the way to correct it. */
export function KeyCell({ lineageId, held }: { lineageId: string; held: LineageDetail['certificates'][number] }) {
  const { t } = useWords()
  const mayDeclare = useMay('request-certificates')
  const [isDeclaring, setIsDeclaring] = useState(false)
  const { keyOrigin, keyCustody, keyOwner, keyCompromisedAt } = held
  return (
    <>
      <span className="row tight">
        {keyOrigin === 'undeclared' ? (
          <Badge tone="warn">{t('lineage.key.undeclared')}</Badge>
        ) : (
          t(`lineage.key.${keyOrigin}`)
        )}
        <span>{[keyCustody, keyOwner].filter(Boolean).join(' · ')}</span>
        {keyCompromisedAt !== null && (
          <Badge tone="bad">{t('key.compromised', { day: formatDay(keyCompromisedAt) })}</Badge>
        )}
        {mayDeclare && (
          <Button
            size="small"
            aria-label={t('key.declare-what', { subject: commonName(held.subject), day: formatDay(held.notAfter) })}
            onClick={() => setIsDeclaring(true)}
          >
            {t('binding.edit')}
          </Button>
        )}
      </span>
      {isDeclaring && <KeyDialog lineageId={lineageId} held={held} onClose={() => setIsDeclaring(false)} />}
    </>
  )
}
