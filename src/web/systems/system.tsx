import { useQuery } from '@tanstack/react-query'
import { useParams } from 'react-router'
import type { ProbeVerdict } from '#core/checks/check.ts'
import { get } from '../api.ts'
import type { NodeRow, SystemDetail } from '../contract.ts'
import { type TextKey, useWords } from '../language/index.ts'
import { LAYERS } from '../pieces/layers.ts'
import { Bones, Facts, PageHead, Panel } from '../pieces/page.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import { VerdictTag } from '../pieces/verdict-tag.tsx'
import { useMay } from '../shell/session.ts'
import { LayerChecks, type PlacedCheck } from './checks.tsx'
import { Timeline } from './timeline.tsx'
import './systems.css'

function Node({ node }: { node: NodeRow }) {
  const { t } = useWords()
  const maySeeResults = useMay('see-results')
  return (
    <div className="node">
      <div className="row">
        <h3>{node.name}</h3>
        {node.form && <span className="tag">{t(`form.${node.form}` as TextKey)}</span>}
        {node.standIn && <span className="tag">{t('node.stand-in')}</span>}
      </div>
      <p className="small soft">
        {[
          node.address,
          node.os,
          node.warrantyUntil && t('node.warranty', { date: node.warrantyUntil }),
          node.behind && t('node.behind', { node: node.behind }),
        ]
          .filter(Boolean)
          .join(' · ')}
      </p>
      {node.endOfLife && <p className="small">{t('node.end-of-life', node.endOfLife)}</p>}
      {node.riskAcceptance && <p className="small">{node.riskAcceptance}</p>}
      {maySeeResults && <Timeline node={node} />}
    </div>
  )
}

function SystemBody({ system }: { system: SystemDetail }) {
  const { t } = useWords()
  const checks: PlacedCheck[] = system.nodes.flatMap((node) => node.checks.map((check) => ({ ...check, node })))
  return (
    <div className="stack">
      <Panel>
        <Facts
          two
          facts={[
            [t('system.group'), system.group],
            [t('system.environment'), t(`environment.${system.environment}` as TextKey)],
            [t('system.owner'), system.owner ?? undefined],
            [t('system.contract'), system.contractItem],
          ]}
        />
      </Panel>
      {LAYERS.map((layer) => {
        const ofLayer = checks.filter((check) => check.layer === layer)
        return ofLayer.length > 0 && <LayerChecks key={layer} layer={layer} checks={ofLayer} systemId={system.id} />
      })}
      <Panel title={t('system.nodes')} extra={<span className="soft small">{t('timeline.what')}</span>}>
        <div className="nodes">
          {system.nodes.map((node) => (
            <Node key={node.id} node={node} />
          ))}
        </div>
      </Panel>
    </div>
  )
}

const GRAVITY: Record<ProbeVerdict, number> = { pass: 0, skipped: 1, warn: 2, unknown: 3, fail: 4 }

/** A system is as well as its worst check. */
function worstVerdict(system: SystemDetail): ProbeVerdict | undefined {
  const latest = system.nodes.flatMap((node) => node.checks.flatMap((check) => check.latest?.verdict ?? []))
  return latest.sort((one, other) => GRAVITY[other] - GRAVITY[one])[0]
}

export function SystemPage() {
  const { t } = useWords()
  const { id = '' } = useParams()
  const path = `/systems/${encodeURIComponent(id)}`
  const query = useQuery({ queryKey: [path], queryFn: () => get<SystemDetail>(path), refetchInterval: 15_000 })
  const system = query.data
  return (
    <>
      <PageHead
        back={{ to: '/systems', text: t('place.systems') }}
        title={system?.name ?? '…'}
        meta={system && <VerdictTag value={worstVerdict(system)} />}
      />
      <ProblemAlert error={query.error} retry={() => void query.refetch()} />
      {system ? (
        <SystemBody system={system} />
      ) : (
        query.isPending && (
          <Panel>
            <Bones lines={8} />
          </Panel>
        )
      )}
    </>
  )
}
