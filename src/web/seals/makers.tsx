import { useMutation, useQuery } from '@tanstack/react-query'
import { Button, Select } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { get, write } from '../api.ts'
import { useWords } from '../language/index.ts'
import { Dialog } from '../pieces/dialog.tsx'
import { Field } from '../pieces/field.tsx'
import { Empty, PageHead, Panel } from '../pieces/page.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import { type Column, Table } from '../pieces/table.tsx'
import { formatDay } from '../pieces/time.tsx'
import { Badge } from '../pieces/verdict-tag.tsx'
import { SealTabs } from './pieces.tsx'
import { AskRevocation } from './revoke-maker.tsx'
import type { MakerKey } from './shapes.ts'

const TONES = { ready: 'good', waiting: 'warn', expired: 'bad', revoked: 'bad' } as const

interface Source {
  id: string
  name: string
}

/** A third person approves, and neither is who made the key: the server says so to whoever may not. */
function AskCertificate({ maker, onClose }: { maker: MakerKey; onClose: () => void }) {
  const { t } = useWords()
  const sources = useQuery({
    queryKey: ['/seal-maker-authorities'],
    queryFn: () => get<{ items: Source[] }>('/seal-maker-authorities'),
  })
  const [chosen, setChosen] = useState<string>()
  const authorityId = chosen ?? sources.data?.items[0]?.id
  const ask = useMutation({
    mutationFn: () => write('POST', `/seal-makers/${maker.id}/certificate-requests`, { authorityId }),
  })
  const isNone = sources.data?.items.length === 0
  const action = {
    text: t('seals.maker-ask'),
    run: () => ask.mutate(),
    isRunning: ask.isPending,
    isDisabled: !authorityId || ask.isSuccess,
  }
  return (
    <Dialog title={`${t('seals.maker-ask')} · ${maker.name}`} onClose={onClose} action={action}>
      <p className="note">{t(isNone ? 'seals.maker-authority-none' : 'seals.maker-three')}</p>
      <Field label={t('seals.maker-authority')}>
        {(id) => (
          <Select
            id={id}
            value={authorityId}
            onChange={setChosen}
            options={(sources.data?.items ?? []).map((one) => ({ value: one.id, label: one.name }))}
          />
        )}
      </Field>
      {ask.isSuccess && (
        <p className="note" role="status">
          {t('seals.maker-asked')} <Link to="/approvals">{t('place.approvals')}</Link>
        </p>
      )}
      {(ask.error ?? sources.error) && <ProblemAlert error={ask.error ?? sources.error} />}
    </Dialog>
  )
}

interface Asking {
  maker: MakerKey
  for: 'certificate' | 'revocation'
}

function useColumns(onAsk: (asking: Asking) => void): Column<MakerKey>[] {
  const { t } = useWords()
  return [
    { key: 'name', title: t('seals.maker-key'), lead: true, cell: (row) => row.name },
    {
      key: 'state',
      title: t('seals.state'),
      width: 140,
      cell: (row) => (
        <>
          <Badge tone={TONES[row.state]}>{t(`seals.maker-state.${row.state}`)}</Badge>
          {row.revokedAt && row.revocationReason && (
            <div className="small soft">
              {t(`seals.maker-reason.${row.revocationReason}`)} · {formatDay(row.revokedAt)}
            </div>
          )}
        </>
      ),
    },
    {
      key: 'until',
      title: t('seals.until'),
      width: 140,
      cell: (row) => (row.notAfter ? formatDay(row.notAfter) : '—'),
    },
    {
      key: 'ask',
      title: t('seals.maker-certificate'),
      width: 200,
      cell: (maker) => (
        <span className="row tight">
          {maker.revocationReason !== 'keyCompromise' && (
            <Button size="small" onClick={() => onAsk({ maker, for: 'certificate' })}>
              {t('seals.maker-ask')}
            </Button>
          )}
          {maker.notAfter && maker.state !== 'revoked' && (
            <Button size="small" danger onClick={() => onAsk({ maker, for: 'revocation' })}>
              {t('seals.maker-revoke')}
            </Button>
          )}
        </span>
      ),
    },
  ]
}

export function SealMakersPage() {
  const { t } = useWords()
  const [asking, setAsking] = useState<Asking>()
  const makers = useQuery({ queryKey: ['/seal-makers'], queryFn: () => get<{ items: MakerKey[] }>('/seal-makers') })
  const columns = useColumns(setAsking)
  const done = () => setAsking(undefined)
  return (
    <>
      <PageHead title={t('place.seals')} meta={t('seals.what')} />
      <SealTabs />
      <Panel padded={false}>
        <Table
          label={t('seals.makers')}
          columns={columns}
          rows={makers.data?.items}
          rowKey={(row) => row.id}
          empty={<Empty title={t('seals.no-maker-key')} />}
          error={makers.error}
          retry={() => void makers.refetch()}
        />
      </Panel>
      {asking?.for === 'certificate' && <AskCertificate maker={asking.maker} onClose={done} />}
      {asking?.for === 'revocation' && <AskRevocation maker={asking.maker} onClose={done} />}
    </>
  )
}
