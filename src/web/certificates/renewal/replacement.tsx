import { useMutation } from '@tanstack/react-query'
import { Button } from 'antd'
import { write } from '../../api.ts'
import { useWords } from '../../language/index.ts'
import { LinkButton } from '../../pieces/link-button.tsx'
import { Panel } from '../../pieces/page.tsx'
import { ProblemAlert } from '../../pieces/problem-alert.tsx'
import { Time } from '../../pieces/time.tsx'
import { useMay } from '../../shell/session.ts'
import { commonName } from '../names.ts'
import { useRefreshed } from './run-view.tsx'
import type { RenewedLineage, Run } from './shapes.ts'

/** In an emergency the replacement is often issued after the run was opened: a certificate for another key, of the same lineage. */
export function Replacement({ run, lineage }: { run: Run; lineage: RenewedLineage }) {
  const { t } = useWords()
  const mayWork = useMay('request-certificates')
  const refresh = useRefreshed(run)
  const set = useMutation({
    mutationFn: (certificateId: string) => write('PUT', `/deployment-runs/${run.id}/certificate`, { certificateId }),
    onSuccess: refresh,
  })
  const fit = lineage.certificates.filter(
    ({ certificateId, state }) => certificateId !== run.replacesId && (state === 'issued' || state === 'active'),
  )
  return (
    <Panel title={t('renewal.replacement')}>
      <div className="stack">
        <p className="note">{t('renewal.replacement.note')}</p>
        <ul className="lines">
          {fit.map((one) => (
            <li key={one.certificateId}>
              <span>
                {commonName(one.subject)} <code>{one.sha256.slice(0, 16)}</code> <Time at={one.notAfter} show="day" />
              </span>
              {mayWork && (
                <Button size="small" loading={set.isPending} onClick={() => set.mutate(one.certificateId)}>
                  {t('renewal.replacement.choose')}
                </Button>
              )}
            </li>
          ))}
        </ul>
        <ProblemAlert error={set.error} />
        <LinkButton small quiet to={`/certificates/lineages/${lineage.id}/renew?step=key&request=new`}>
          {t('renewal.replacement.order')}
        </LinkButton>
      </div>
    </Panel>
  )
}
