import { Link } from 'react-router'
import { useWords } from '../../language/index.ts'
import { DaysLeft } from '../../pieces/days-left.tsx'
import { LinkButton } from '../../pieces/link-button.tsx'
import { Empty, Facts, Panel } from '../../pieces/page.tsx'
import { Table } from '../../pieces/table.tsx'
import { Time } from '../../pieces/time.tsx'
import { Badge } from '../../pieces/verdict-tag.tsx'
import { useTargets } from '../targets.ts'
import type { StageProps } from './progress.ts'
import { inUse } from './progress.ts'

/** Which site, why now, and everywhere it has to arrive. */
export function WhyStage({ lineage, at }: StageProps) {
  const { t, pick } = useWords()
  const targets = useTargets()
  const current = inUse(lineage)
  return (
    <>
      <Panel title={t('renewal.why')}>
        <div className="columns wide-left">
          <Facts
            facts={[
              [t('lineage.name'), lineage.name],
              [t('lineage.owner'), lineage.owner],
              [t('certificate.names'), current?.sans.join('、')],
              [t('certificate.algorithm'), current?.algorithm],
              [t('certificate.until'), lineage.notAfter && <Time key="until" at={lineage.notAfter} show="day" />],
              [t('lineage.calendar.renew'), lineage.renewBy && <Time key="renew" at={lineage.renewBy} show="day" />],
            ]}
          />
          {lineage.notAfter !== null && lineage.daysLeft !== null && lineage.level !== null && (
            <DaysLeft certificate={{ notAfter: lineage.notAfter, daysLeft: lineage.daysLeft, level: lineage.level }} />
          )}
        </div>
        <ul className="reasons">
          {lineage.alarming.map((reason) => (
            <li key={reason.code}>
              <Badge tone={reason.verdict === 'fail' ? 'bad' : 'warn'}>{pick(reason.problem)}</Badge>
              <span>{pick(reason.text)}</span>
            </li>
          ))}
        </ul>
        {lineage.alarming.length === 0 && <p className="soft">{t('renewal.why.nothing')}</p>}
      </Panel>
      <Panel title={t('renewal.bindings', { count: lineage.bindingMatrix.length })} padded={false}>
        <Table
          label={t('renewal.bindings', { count: lineage.bindingMatrix.length })}
          rows={lineage.bindingMatrix}
          rowKey={({ id }) => id}
          empty={<Empty title={t('lineage.matrix.none')}>{t('renewal.bindings.none')}</Empty>}
          columns={[
            { key: 'node', title: t('column.node'), lead: true, cell: ({ nodeName }) => nodeName },
            {
              key: 'target',
              title: t('lineage.target'),
              cell: ({ targetKind, targetVersion }) => `${targets.titleOf(targetKind)} ${targetVersion ?? ''}`,
            },
            {
              key: 'key',
              title: t('recipe.key'),
              cell: ({ targetKind }) => {
                const origin = targets.of(targetKind)?.keyOrigin
                return origin ? t(`recipe.key.${origin}`) : '—'
              },
            },
            {
              key: 'place',
              title: t('certificate.endpoint'),
              cell: ({ serverName, address, port }) => <code>{`${serverName} → ${address}:${port}`}</code>,
            },
          ]}
        />
      </Panel>
      <div className="row">
        {lineage.bindingMatrix.length > 0 ? (
          <LinkButton to={at('key')}>{t('renewal.to-key')}</LinkButton>
        ) : (
          <Link to={`/certificates/lineages/${lineage.id}`}>{t('renewal.to-lineage')}</Link>
        )}
      </div>
    </>
  )
}
