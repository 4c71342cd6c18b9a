import { useMutation, useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { Link } from 'react-router'
import { get, write } from '../../api.ts'
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

interface AffectedBinding {
  id: string
  lineageId: string
  nodeName: string
  address: string
  port: number
}

/** Bindings of other lineages that have the same key: each needs a run of its own. */
export function Affected({ run, lineage }: { run: Run; lineage: RenewedLineage }) {
  const { t } = useWords()
  const keyId = lineage.certificates.find(({ certificateId }) => certificateId === run.replacesId)?.keyId
  const affected = useQuery({
    queryKey: ['/keys', keyId, 'bindings'],
    queryFn: () => get<{ bindings: AffectedBinding[] }>(`/keys/${keyId}/bindings`),
    enabled: keyId !== undefined,
  })
  const elsewhere = affected.data?.bindings.filter(({ lineageId }) => lineageId !== lineage.id) ?? []
  return (
    <Panel title={t('renewal.affected')} padded={false}>
      <ProblemAlert error={affected.error} />
      <ul className="lines">
        {elsewhere.map((one) => (
          <li key={one.id}>
            <Link to={`/certificates/lineages/${one.lineageId}`}>{one.nodeName}</Link>
            <code>{`${one.address}:${one.port}`}</code>
          </li>
        ))}
        {affected.data && elsewhere.length === 0 && <li>{t('renewal.affected.none')}</li>}
      </ul>
    </Panel>
  )
}
