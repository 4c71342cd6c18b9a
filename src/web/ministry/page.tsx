// 同步人社部: what wants somebody first, then how it is set up, then every copy with its digest and its receipt.

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { apiUrl, get, write } from '../api.ts'
import { useWords } from '../language/index.ts'
import { Mono } from '../pieces/copyable.tsx'
import { Bones, Empty, Facts, PageHead, Panel } from '../pieces/page.tsx'
import { PagedTable } from '../pieces/paged-table.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import { type Column, Table } from '../pieces/table.tsx'
import { formatDay, Time } from '../pieces/time.tsx'
import { Badge, type Tone } from '../pieces/verdict-tag.tsx'
import { useMay } from '../shell/session.ts'
import { ReceiptDialog } from './receipt.tsx'
import type { MinistryCopy, SetCertificate, Standing } from './shapes.ts'
import { SignatureDialog } from './signature.tsx'

const PATH = '/ministry-copies'

export function MinistryPage() {
  const { t, pick } = useWords()
  const standing = useQuery({ queryKey: [PATH, 'standing'], queryFn: () => get<Standing>(`${PATH}/standing`) })
  const [receiptFor, setReceiptFor] = useState<MinistryCopy>()
  const [signatureOf, setSignatureOf] = useState<MinistryCopy>()
  const mayHandle = useMay('copy-to-ministry')
  const columns = useColumns(setSignatureOf, mayHandle ? setReceiptFor : undefined)
  const pressing = standing.data?.pressing ?? []
  return (
    <>
      <PageHead
        title={t('place.ministry')}
        meta={t('ministry.what')}
        actions={mayHandle && standing.data?.place && <CopyNow />}
      />
      <div className="stack">
        <ProblemAlert error={standing.error} retry={() => void standing.refetch()} />
        {standing.data?.problems.map(({ code, text }) => (
          <p key={code} role="alert" className="note">
            {pick(text)}
          </p>
        ))}
        {pressing.length > 0 && (
          <Panel title={t('ministry.pressing', { count: pressing.length })} padded={false}>
            <Table
              label={t('ministry.pressing', { count: pressing.length })}
              columns={columns}
              rows={pressing}
              rowKey={({ sequence }) => sequence}
              empty={null}
            />
          </Panel>
        )}
        <Panel title={t('ministry.set-up')}>{standing.data ? <SetUp {...standing.data} /> : <Bones lines={3} />}</Panel>
        <Panel title={t('ministry.all')} padded={false}>
          <PagedTable<MinistryCopy>
            label={t('ministry.all')}
            path={PATH}
            columns={columns}
            rowKey={({ sequence }) => sequence}
            empty={<Empty title={t('ministry.none')}>{t('ministry.none-hint')}</Empty>}
          />
        </Panel>
      </div>
      {receiptFor && <ReceiptDialog copy={receiptFor} onClose={() => setReceiptFor(undefined)} />}
      {signatureOf && <SignatureDialog copy={signatureOf} onClose={() => setSignatureOf(undefined)} />}
    </>
  )
}

function SetUp({ place, recipient, receiptSigner, uncopiedSince }: Standing) {
  const { t } = useWords()
  if (place === null) return <p className="note">{t('ministry.set-up-none')}</p>
  const certificate = (one: SetCertificate | null) =>
    one && (
      <>
        {one.subject}{' '}
        <span className="small soft">
          {t('ministry.until', { algorithm: one.algorithm, day: formatDay(one.notAfter) })}
        </span>
      </>
    )
  return (
    <Facts
      facts={[
        [t('ministry.place'), place],
        [t('ministry.recipient'), certificate(recipient)],
        [t('ministry.signer'), certificate(receiptSigner)],
        [t('ministry.uncopied'), uncopiedSince ? <Time key="since" at={uncopiedSince} /> : t('ministry.uncopied-none')],
      ]}
    />
  )
}

function CopyNow() {
  const { t } = useWords()
  const client = useQueryClient()
  const copy = useMutation({
    mutationFn: () => write<{ answered: number; made: number }>('POST', PATH),
    onSuccess: () => client.invalidateQueries({ queryKey: [PATH] }),
  })
  return (
    <>
      {copy.data && <span role="status">{t('ministry.now-done', copy.data)}</span>}
      <Button type="primary" loading={copy.isPending} onClick={() => copy.mutate()}>
        {t('ministry.now')}
      </Button>
      <ProblemAlert error={copy.error} />
    </>
  )
}

const TONES: Readonly<Record<MinistryCopy['state'], Tone>> = {
  waiting: 'accent',
  received: 'good',
  refused: 'bad',
  'copied-again': 'none',
}

type OnCopy = (copy: MinistryCopy) => void

function useColumns(onSignature: OnCopy, onReceipt: OnCopy | undefined): Column<MinistryCopy>[] {
  const { t, pick } = useWords()
  return [
    { key: 'sequence', title: t('ministry.sequence'), lead: true, width: 70, cell: ({ sequence }) => sequence },
    {
      key: 'state',
      title: t('ministry.state'),
      cell: ({ state, isPressing, answeredAt, problem }) => (
        <>
          {state === 'waiting' && isPressing ? (
            <Badge tone="bad">{t('ministry.state.late')}</Badge>
          ) : (
            <Badge tone={TONES[state]}>{t(`ministry.state.${state}`)}</Badge>
          )}{' '}
          {answeredAt && <Time at={answeredAt} />}
          {problem && <div className="small">{pick(problem)}</div>}
        </>
      ),
    },
    { key: 'made', title: t('ministry.made'), cell: ({ madeAt }) => <Time at={madeAt} /> },
    { key: 'count', title: t('ministry.count'), number: true, width: 80, cell: ({ credentials }) => credentials },
    {
      key: 'file',
      title: t('ministry.file'),
      cell: ({ fileName, fileSha256 }) => (
        <>
          {fileName} <Mono text={fileSha256} what="SHA-256" short />
        </>
      ),
    },
    {
      key: 'do',
      title: '',
      cell: (copy) => (
        <span className="row tight">
          {onReceipt && <a href={apiUrl(`${PATH}/${copy.sequence}/file`)}>{t('ministry.download')}</a>}
          <Button size="small" onClick={() => onSignature(copy)}>
            {t('ministry.signature')}
          </Button>
          {onReceipt && (copy.state === 'waiting' || copy.state === 'refused') && (
            <Button size="small" onClick={() => onReceipt(copy)}>
              {t('ministry.receipt')}
            </Button>
          )}
        </span>
      ),
    },
  ]
}
