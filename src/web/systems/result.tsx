import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useParams } from 'react-router'
import { get } from '../api.ts'
import type { EvidenceItem, ProbeResultDetail } from '../contract.ts'
import { type TextKey, useWords } from '../language/index.ts'
import { Mono } from '../pieces/copyable.tsx'
import { bytesOfBase64, download, formatBytes } from '../pieces/download.ts'
import { Bones, Facts, PageHead, Panel } from '../pieces/page.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import { Table } from '../pieces/table.tsx'
import { formatDuration, Time } from '../pieces/time.tsx'
import { VerdictTag } from '../pieces/verdict-tag.tsx'
import { Reasons } from './checks.tsx'
import './systems.css'

/** As much of a text as helps to recognise it; the download has it all. */
const PREVIEW_CHARACTERS = 4_000

const READABLE = /^text\/|json|xml|pem/

function show(value: unknown): string {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value ?? '—')
}

function Evidence({ item }: { item: EvidenceItem }) {
  const { t } = useWords()
  const bytes = bytesOfBase64(item.base64)
  const isReadable = READABLE.test(item.mediaType)
  return (
    <div className="evidence">
      <div className="row">
        <h3>{item.name}</h3>
        <span className="small soft">
          {item.mediaType} · {formatBytes(item.size)} {item.truncated && `· ${t('evidence.truncated')}`}
        </span>
        <Button size="small" onClick={() => download(item.name, bytes, item.mediaType)}>
          {t('action.download')}
        </Button>
      </div>
      <div className="small soft">
        SHA-256 <Mono text={item.sha256} what="SHA-256" short />
      </div>
      {isReadable && <pre className="block">{new TextDecoder().decode(bytes).slice(0, PREVIEW_CHARACTERS)}</pre>}
    </div>
  )
}

function Measured({ result }: { result: ProbeResultDetail }) {
  const { t } = useWords()
  const names = [...new Set([...Object.keys(result.measured), ...Object.keys(result.thresholds)])]
  const rows = names.map((name) => ({ name, measured: result.measured[name], threshold: result.thresholds[name] }))
  return (
    <Table
      label={t('evidence.measured')}
      rows={rows}
      rowKey={(row) => row.name}
      empty={t('evidence.nothing-measured')}
      columns={[
        { key: 'name', title: t('evidence.quantity'), lead: true, cell: (row) => <code>{row.name}</code> },
        { key: 'measured', title: t('evidence.measured'), cell: (row) => show(row.measured) },
        { key: 'threshold', title: t('evidence.threshold'), cell: (row) => show(row.threshold) },
      ]}
    />
  )
}

function ResultBody({ result }: { result: ProbeResultDetail }) {
  const { t } = useWords()
  const phases = Object.entries(result.phasesMs)
  return (
    <div className="stack">
      <div className="columns">
        <Panel>
          <Facts
            facts={[
              [t('check.kind'), t(`kind.${result.kind}` as TextKey)],
              [t('check.target'), <code key="target">{result.target}</code>],
              [t('check.at'), <Time key="at" at={result.startedAt} />],
              [t('evidence.duration'), formatDuration(result.durationMs)],
              [t('evidence.phases'), phases.map(([name, ms]) => `${name} ${formatDuration(ms)}`).join(' → ')],
              [t('evidence.probe'), result.probe && <code key="probe">{result.probe}</code>],
            ]}
          />
        </Panel>
        <Panel title={t('finding.meaning')}>
          {result.reasons.length ? <Reasons reasons={result.reasons} /> : t('evidence.no-reasons')}
        </Panel>
      </div>
      <Panel title={t('evidence.measured')} padded={false}>
        <Measured result={result} />
      </Panel>
      <Panel title={t('evidence.title')}>
        <div className="stack">
          {result.evidence.map((item) => (
            <Evidence key={`${item.name}${item.sha256}`} item={item} />
          ))}
          {result.evidence.length === 0 && <span className="soft">{t('evidence.none')}</span>}
        </div>
      </Panel>
    </div>
  )
}

export function ResultPage() {
  const { t } = useWords()
  const { id = '' } = useParams()
  const query = useQuery({
    queryKey: ['/probe-results', id],
    queryFn: () => get<ProbeResultDetail>(`/probe-results/${id}`),
  })
  const result = query.data
  return (
    <>
      <PageHead
        back={{ to: '/systems', text: t('place.systems') }}
        title={result ? `${t(`kind.${result.kind}` as TextKey)} ${result.target}` : '…'}
        meta={result && <VerdictTag value={result.verdict} />}
      />
      <ProblemAlert error={query.error} retry={() => void query.refetch()} />
      {result && <ResultBody result={result} />}
      {query.isPending && (
        <Panel>
          <Bones lines={8} />
        </Panel>
      )}
    </>
  )
}
