import { useQuery } from '@tanstack/react-query'
import { useParams } from 'react-router'
import { apiUrl, get } from '../api.ts'
import type { TrustMaterialDetail } from '../contract.ts'
import { useWords } from '../language/index.ts'
import { LinkButton } from '../pieces/link-button.tsx'
import { Bones, Empty, Facts, PageHead, Panel } from '../pieces/page.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import { Table } from '../pieces/table.tsx'
import { Time } from '../pieces/time.tsx'
import { useMay } from '../shell/session.ts'
import { useChangeColumns } from './changes.tsx'
import { Preview } from './preview.tsx'
import { shortName, Until, Use } from './words.tsx'
import './trust.css'

function Body({ material }: { material: TrustMaterialDetail }) {
  const { t } = useWords()
  const columns = useChangeColumns()
  return (
    <div className="stack">
      <div className="columns wide-left">
        <Panel title={t(`trust.kind.${material.kind}`)}>
          <Preview preview={material.preview} />
        </Panel>
        <Panel title={t('trust.in-house')}>
          <div className="stack">
            <Facts
              facts={[
                [t('trust.use'), material.usage ? <Use key="use" row={material} /> : undefined],
                [t('trust.version'), material.version ? `v${material.version}` : undefined],
                [t('trust.until'), material.kind === 'policy' ? undefined : <Until key="until" row={material} />],
                [t('trust.added'), <Time key="added" at={material.addedAt} />],
                [t('trust.how'), t(material.addedChange ? 'trust.by-two' : 'trust.by-system')],
                [t('trust.removed'), material.removedAt ? <Time key="removed" at={material.removedAt} /> : undefined],
              ]}
            />
            <a href={apiUrl(`/trust-materials/${material.id}/file`)}>{t('action.download')}</a>
          </div>
        </Panel>
      </div>
      <Panel title={t('trust.history')} padded={false}>
        <Table
          label={t('trust.history')}
          columns={columns}
          rows={material.history}
          rowKey={(row) => row.id}
          empty={<Empty title={t('trust.no-changes')}>{t('trust.by-system')}</Empty>}
        />
      </Panel>
    </div>
  )
}

export function TrustMaterialPage() {
  const { t } = useWords()
  const { id = '' } = useParams()
  const mayPropose = useMay('change-trust')
  const query = useQuery({
    queryKey: ['/trust-materials', 'one', id],
    queryFn: () => get<TrustMaterialDetail>(`/trust-materials/${encodeURIComponent(id)}`),
  })
  const material = query.data
  return (
    <>
      <PageHead
        back={{ to: '/trust', text: t('place.trust') }}
        title={material ? shortName(material.subject) : '…'}
        actions={
          mayPropose &&
          material &&
          !material.removedAt && <LinkButton to={`/trust/new?material=${material.id}`}>{t('trust.propose')}</LinkButton>
        }
      />
      <ProblemAlert error={query.error} retry={() => void query.refetch()} />
      {material && <Body material={material} />}
      {query.isPending && (
        <Panel>
          <Bones lines={8} />
        </Panel>
      )}
    </>
  )
}
