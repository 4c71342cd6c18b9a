import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { Link, useParams } from 'react-router'
import { get } from '../api.ts'
import type { CertificateDetail } from '../contract.ts'
import { useWords } from '../language/index.ts'
import { CopyButton, Mono } from '../pieces/copyable.tsx'
import { DaysLeft } from '../pieces/days-left.tsx'
import { download } from '../pieces/download.ts'
import { Bones, Empty, Facts, PageHead, Panel } from '../pieces/page.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import { Table } from '../pieces/table.tsx'
import { Time } from '../pieces/time.tsx'
import { Badge, VerdictTag } from '../pieces/verdict-tag.tsx'
import { useMay } from '../shell/session.ts'
import { FindingLine } from '../verification/steps.tsx'
import { algorithmName, commonName } from './names.ts'
import { Lint } from './renewal/findings.tsx'
import './certificates.css'

function Chain({ certificate }: { certificate: CertificateDetail }) {
  const { t } = useWords()
  return (
    <Panel title={t('certificate.chain')}>
      <ol className="chain">
        <li>
          <strong>{commonName(certificate.subject)}</strong>
        </li>
        {certificate.chain.map((link) => (
          <li key={link.sha256}>
            {link.id ? (
              <Link to={`/certificates/${link.id}`}>{commonName(link.subject)}</Link>
            ) : (
              commonName(link.subject)
            )}
            <div className="small soft">
              {t('certificate.until')} <Time at={link.notAfter} show="day" />
            </div>
          </li>
        ))}
      </ol>
      {certificate.chain.length === 0 && <p className="soft">{t('certificate.no-chain')}</p>}
    </Panel>
  )
}

function ServedBy({ certificate }: { certificate: CertificateDetail }) {
  const { t } = useWords()
  return (
    <Panel title={t('certificate.served-by')} padded={false}>
      <Table
        label={t('certificate.served-by')}
        rows={certificate.servedBy}
        rowKey={(row) => `${row.nodeName}${row.endpoint}${row.serverName}`}
        empty={<Empty title={t('certificate.not-deployed')}>{t('certificate.not-deployed-hint')}</Empty>}
        columns={[
          { key: 'node', title: t('column.node'), lead: true, cell: (row) => row.nodeName },
          {
            key: 'endpoint',
            title: t('certificate.endpoint'),
            cell: (row) => <code>{row.serverName ? `${row.serverName} → ${row.endpoint}` : row.endpoint}</code>,
          },
          {
            key: 'current',
            title: t('certificate.serving'),
            cell: (row) => (
              <Badge tone={row.isCurrent ? 'good' : 'warn'}>
                {row.isCurrent ? t('certificate.current') : t('certificate.replaced')}
              </Badge>
            ),
          },
          {
            key: 'chain',
            title: t('certificate.chain'),
            cell: (row) => (
              <Badge tone={row.chainComplete ? 'good' : 'warn'}>
                {row.chainComplete ? t('certificate.chain-complete') : t('certificate.chain-broken')}
              </Badge>
            ),
          },
          { key: 'seen', title: t('certificate.seen'), cell: (row) => <Time at={row.lastSeen} show="clock" /> },
        ]}
      />
    </Panel>
  )
}

function Body({ certificate }: { certificate: CertificateDetail }) {
  const { t } = useWords()
  const maySeePlaces = useMay('see-lineage')
  return (
    <div className="stack">
      <div className="columns wide-left">
        <Panel>
          <Facts
            facts={[
              [t('certificate.subject'), certificate.subject],
              [t('certificate.issuer'), certificate.issuer],
              [t('certificate.names'), certificate.sans.join('、')],
              [t('certificate.from'), <Time key="from" at={certificate.notBefore} />],
              [t('certificate.until'), <Time key="until" at={certificate.notAfter} />],
              [t('certificate.algorithm'), algorithmName(certificate)],
              [
                t('certificate.serial'),
                <Mono key="serial" text={certificate.serialHex} what={t('certificate.serial')} />,
              ],
              ['SHA-256', <Mono key="sha" text={certificate.sha256} what="SHA-256" />],
            ]}
          />
        </Panel>
        <div className="stack">
          <Panel>
            <DaysLeft certificate={certificate} />
          </Panel>
          <Chain certificate={certificate} />
        </div>
      </div>
      {maySeePlaces && <ServedBy certificate={certificate} />}
      {certificate.findings.length > 0 && (
        <Panel title={t('certificate.findings')}>
          <ul className="stack">
            {certificate.findings.map((finding) => (
              <FindingLine key={finding.code} finding={finding} />
            ))}
          </ul>
        </Panel>
      )}
      {!certificate.isCa && (
        <Panel title={t('renewal.lint')}>
          <Lint lint={certificate.lint} />
        </Panel>
      )}
      <Panel
        title="PEM"
        extra={
          <>
            <CopyButton text={certificate.pem} what="PEM" />
            <Button
              size="small"
              onClick={() =>
                download(`${certificate.sha256.slice(0, 16)}.pem`, certificate.pem, 'application/x-pem-file')
              }
            >
              {t('action.download')}
            </Button>
          </>
        }
      >
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a block that scrolls must be reachable by keyboard */}
        <pre className="block" tabIndex={0}>
          {certificate.pem}
        </pre>
      </Panel>
    </div>
  )
}

export function CertificatePage() {
  const { t } = useWords()
  const { id = '' } = useParams()
  const query = useQuery({
    queryKey: ['/certificates', 'one', id],
    queryFn: () => get<CertificateDetail>(`/certificates/${encodeURIComponent(id)}`),
  })
  const certificate = query.data
  return (
    <>
      <PageHead
        back={{ to: '/certificates', text: t('place.certificates') }}
        title={certificate ? commonName(certificate.subject) : '…'}
        meta={certificate && <VerdictTag value={certificate.level} />}
      />
      <ProblemAlert error={query.error} retry={() => void query.refetch()} />
      {certificate && <Body certificate={certificate} />}
      {query.isPending && (
        <Panel>
          <Bones lines={8} />
        </Panel>
      )}
    </>
  )
}
