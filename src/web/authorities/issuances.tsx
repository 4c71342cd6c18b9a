import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { getBytes, write } from '../api.ts'
import { useWords } from '../language/index.ts'
import { Mono } from '../pieces/copyable.tsx'
import { Dialog } from '../pieces/dialog.tsx'
import { download } from '../pieces/download.ts'
import { Choice, Field } from '../pieces/field.tsx'
import { useFilters } from '../pieces/filters.tsx'
import { Empty, Panel } from '../pieces/page.tsx'
import { PagedTable } from '../pieces/paged-table.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import { Time } from '../pieces/time.tsx'
import { Badge } from '../pieces/verdict-tag.tsx'
import { useMay } from '../shell/session.ts'
import { ISSUANCE_STATES, ISSUANCE_TONES, ISSUANCES, type Issuance } from './shapes.ts'

function Serials({ certificates }: Pick<Issuance, 'certificates'>) {
  const { t } = useWords()
  const burned = certificates.filter(({ state }) => state === 'burned')
  return (
    <>
      {certificates
        .filter(({ state }) => state !== 'burned')
        .map(({ role, serial, standing }) => (
          <div key={serial} className="row tight">
            <span className="small soft">{t(`issuance.role.${role}`)}</span>
            <Mono text={serial} what={t('issuance.serials')} short />
            {standing !== 'good' && <Badge tone="bad">{t(`issuance.standing.${standing}`)}</Badge>}
          </div>
        ))}
      {burned.length > 0 && (
        <details className="small">
          <summary>{`${t('issuance.burned')} ${burned.length}`}</summary>
          {burned.map(({ serial }) => (
            <div key={serial} className="mono">
              {serial}
            </div>
          ))}
        </details>
      )}
    </>
  )
}

async function base64Of(file: File): Promise<string> {
  const octets = new Uint8Array(await file.arrayBuffer())
  return btoa(Array.from(octets, (octet) => String.fromCharCode(octet)).join(''))
}

/** What a courier takes out and brings back. */
function Courier({ issuance }: { issuance: Issuance }) {
  const { t } = useWords()
  const client = useQueryClient()
  const [isTaking, setIsTaking] = useState(false)
  const [files, setFiles] = useState<File[]>([])
  const reply = useMutation({
    mutationFn: async () =>
      write('POST', `${ISSUANCES}/${issuance.id}/reply`, {
        files: await Promise.all(files.map(async (file) => ({ name: file.name, base64: await base64Of(file) }))),
      }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: [ISSUANCES] })
      setIsTaking(false)
    },
  })
  const pack = useMutation({
    mutationFn: async () => {
      const octets = await getBytes(`${ISSUANCES}/${issuance.id}/pack`)
      download(`credential-${issuance.requestId}.zip`, octets, 'application/zip')
    },
  })
  return (
    <div className="row tight">
      <Button size="small" title={t('issuance.pack.hint')} loading={pack.isPending} onClick={() => pack.mutate()}>
        {t('issuance.pack')}
      </Button>
      <Button size="small" onClick={() => setIsTaking(true)}>
        {t('issuance.reply')}
      </Button>
      <ProblemAlert error={pack.error} />
      {isTaking && (
        <Dialog
          title={t('issuance.reply')}
          onClose={() => setIsTaking(false)}
          action={{
            text: t('issuance.reply'),
            run: () => reply.mutate(),
            isRunning: reply.isPending,
            isDisabled: files.length === 0,
          }}
        >
          <p>{t('issuance.reply.hint')}</p>
          <Field label={t('issuance.reply.files')}>
            {(id) => (
              <input id={id} type="file" multiple onChange={({ target }) => setFiles([...(target.files ?? [])])} />
            )}
          </Field>
          <ProblemAlert error={reply.error} />
        </Dialog>
      )}
    </div>
  )
}

function State({ issuance }: { issuance: Issuance }) {
  const { t, pick } = useWords()
  const client = useQueryClient()
  const retry = useMutation({
    mutationFn: () => write('POST', `${ISSUANCES}/${issuance.id}/retry`),
    onSettled: () => client.invalidateQueries({ queryKey: [ISSUANCES] }),
  })
  const mayChange = useMay('change-authorities')
  const isCouriers = issuance.problem?.code === 'authority.pack-wanted' && mayChange
  const isOpen = issuance.state === 'ordered' || issuance.state === 'signing' || issuance.state === 'waiting'
  return (
    <>
      <Badge tone={ISSUANCE_TONES[issuance.state]}>{t(`issuance.state.${issuance.state}`)}</Badge>
      {issuance.problem && <div className="small soft">{pick(issuance.problem)}</div>}
      {isOpen && (
        <Button size="small" loading={retry.isPending} onClick={() => retry.mutate()}>
          {t('issuance.retry')}
        </Button>
      )}
      {isCouriers && <Courier issuance={issuance} />}
      <ProblemAlert error={retry.error} />
    </>
  )
}

export function Issuances() {
  const { t } = useWords()
  const { value, set } = useFilters()
  const state = value('state') ?? ''
  return (
    <Panel title={t('issuance.list')} padded={false}>
      <div className="filters">
        <Choice
          label={t('issuance.state')}
          value={state}
          options={[
            { value: '', text: t('action.all') },
            ...ISSUANCE_STATES.map((one) => ({ value: one as string, text: t(`issuance.state.${one}`) })),
          ]}
          onChange={(next) => set('state', next)}
        />
      </div>
      <PagedTable<Issuance>
        label={t('issuance.list')}
        path={ISSUANCES}
        query={{ state: state || undefined }}
        rowKey={({ id }) => id}
        limit={25}
        refetchMs={15_000}
        empty={<Empty title={t('issuance.none')}>{t('issuance.none-hint')}</Empty>}
        columns={[
          { key: 'subject', title: t('issuance.subject'), lead: true, cell: ({ subject }) => subject },
          { key: 'state', title: t('issuance.state'), cell: (one) => <State issuance={one} /> },
          { key: 'profile', title: t('issuance.profile'), cell: (one) => t(`authority.profile.${one.profileId}`) },
          { key: 'serials', title: t('issuance.serials'), cell: (one) => <Serials certificates={one.certificates} /> },
          {
            key: 'carrier',
            title: t('issuance.carrier'),
            cell: (one) => <span className="mono">{one.carrierSerial}</span>,
          },
          {
            key: 'at',
            title: t('issuance.at'),
            cell: ({ issuedAt, createdAt }) => <Time at={issuedAt ?? createdAt} show="clock" />,
          },
        ]}
      />
    </Panel>
  )
}
