// 通道: the ways to people. A security administrator opens, tests, re-keys and closes them; everybody else sees which there are.

import { PlusOutlined } from '@ant-design/icons'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useState } from 'react'
import { get, write } from '../api.ts'
import { useWords } from '../language/index.ts'
import { Dialog } from '../pieces/dialog.tsx'
import { Field } from '../pieces/field.tsx'
import { Empty, PageHead, Panel } from '../pieces/page.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import { type Column, Table } from '../pieces/table.tsx'
import { Time } from '../pieces/time.tsx'
import { Badge } from '../pieces/verdict-tag.tsx'
import { useMay } from '../shell/session.ts'
import { OpenDialog, useFieldWords } from './open-dialog.tsx'
import { type Answer, addressOf, CHANNELS, type Channel, OUTCOME_TONES, ROLES } from './shapes.ts'
import { NoticeTabs } from './tabs.tsx'
import './notices.css'

const LIVE_MS = 15_000

interface DialogProps {
  channel: Channel
  onClose: () => void
}

/** Sends when asked to, never by opening: a message reaches people. */
function TestDialog({ channel: { id, name }, onClose }: DialogProps) {
  const { t, pick } = useWords()
  const client = useQueryClient()
  const test = useMutation({
    mutationFn: () => write<Answer>('POST', `${CHANNELS}/${id}/test`),
    onSettled: () => client.invalidateQueries({ queryKey: [CHANNELS] }),
  })
  return (
    <Dialog
      title={t('notice.test.of', { name })}
      onClose={onClose}
      action={{ text: t('notice.test.send'), run: () => test.mutate(), isRunning: test.isPending }}
    >
      <p>{t('notice.test.hint')}</p>
      <div role="status">
        {test.data && (
          <div className="stack">
            <span className="row tight">
              <Badge tone={OUTCOME_TONES[test.data.outcome]}>{t(`notice.outcome.${test.data.outcome}`)}</Badge>
              {pick(test.data.said)}
            </span>
            <pre className="block">{test.data.words || t('notice.test.no-words')}</pre>
          </div>
        )}
      </div>
      <ProblemAlert error={test.error} />
    </Dialog>
  )
}

function KeyDialog({ channel: { id, name, kind }, onClose }: DialogProps) {
  const { t } = useWords()
  const client = useQueryClient()
  const wordsOf = useFieldWords(kind)
  const [secret, setSecret] = useState({ key: '', signing: '' })
  const save = useMutation({
    mutationFn: () =>
      write('POST', `${CHANNELS}/${id}/secret`, {
        key: secret.key,
        ...(secret.signing.trim() && { signing: secret.signing.trim() }),
      }),
    onSuccess: async () => {
      await client.invalidateQueries()
      onClose()
    },
  })
  const field = (which: 'key' | 'signing') => (
    <Field {...wordsOf(which)}>
      {(inputId) => (
        <Input
          id={inputId}
          type="password"
          autoComplete="off"
          value={secret[which]}
          onChange={({ target }) => setSecret({ ...secret, [which]: target.value })}
        />
      )}
    </Field>
  )
  return (
    <Dialog
      title={t('notice.rekey.of', { name })}
      onClose={onClose}
      action={{
        text: t('notice.rekey'),
        run: () => save.mutate(),
        isRunning: save.isPending,
        isDisabled: secret.key === '',
      }}
    >
      <p>{t('notice.rekey.hint')}</p>
      {field('key')}
      {(kind === 'dingtalk' || kind === 'feishu') && field('signing')}
      <ProblemAlert error={save.error} />
    </Dialog>
  )
}

function CloseDialog({ channel: { id, name }, onClose }: DialogProps) {
  const { t } = useWords()
  const client = useQueryClient()
  const close = useMutation({
    mutationFn: () => write('POST', `${CHANNELS}/${id}/close`),
    onSuccess: async () => {
      await client.invalidateQueries()
      onClose()
    },
  })
  return (
    <Dialog
      title={t('notice.close.of', { name })}
      onClose={onClose}
      action={{ text: t('notice.close'), run: () => close.mutate(), isRunning: close.isPending }}
    >
      <p>{t('notice.close.hint')}</p>
      <ProblemAlert error={close.error} />
    </Dialog>
  )
}

function Standing({ channel: { restUntil, last } }: { channel: Channel }) {
  const { t, pick } = useWords()
  if (restUntil !== null && new Date(restUntil).getTime() > Date.now())
    return (
      <>
        <Badge tone="warn">{t('notice.resting')}</Badge> <Time at={restUntil} show="clock" />
      </>
    )
  if (!last) return <Badge tone="unknown">{t('notice.never-used')}</Badge>
  return (
    <>
      <Badge tone={OUTCOME_TONES[last.outcome]}>{t(`notice.outcome.${last.outcome}`)}</Badge>{' '}
      <Time at={last.at} show="clock" />
      {last.outcome !== 'sent' && last.said && <div className="small">{pick(last.said)}</div>}
    </>
  )
}

const DIALOGS = { test: TestDialog, rekey: KeyDialog, close: CloseDialog } as const
type Act = keyof typeof DIALOGS

/** A channel somebody signs in to with a secret; a mail server may ask for none. */
function hasKey({ kind, settings, hasSecret }: Channel): boolean {
  return hasSecret || kind === 'webhook' || (settings.kind === 'smtp' && settings.user !== undefined)
}

function useColumns(onAct: ((act: Act, channel: Channel) => void) | undefined): Column<Channel>[] {
  const { t } = useWords()
  const columns: Column<Channel>[] = [
    { key: 'name', title: t('notice.field.name'), lead: true, cell: ({ name }) => name },
    { key: 'kind', title: t('notice.channel-kind'), cell: ({ kind }) => t(`notice.channel-kind.${kind}`) },
    {
      key: 'role',
      title: t('notice.role'),
      cell: ({ role }) => (
        <>
          {t(`notice.role.${role}`)}
          <div className="small soft">{t(`notice.role.${role}-hint`)}</div>
        </>
      ),
    },
    {
      key: 'address',
      title: t('notice.address'),
      cell: ({ settings }) => <span className="mono">{addressOf(settings)}</span>,
    },
    {
      key: 'state',
      title: t('notice.last'),
      width: 200,
      cell: (channel) => <Standing channel={channel} />,
    },
    {
      key: 'opened',
      title: t('notice.opened'),
      cell: ({ createdBy, createdAt }) => (
        <>
          {createdBy}
          <div className="small">
            <Time at={createdAt} show="day" relative={false} />
          </div>
        </>
      ),
    },
  ]
  if (!onAct) return columns
  const button = (act: Act, channel: Channel) => (
    <Button size="small" aria-label={`${t(`notice.${act}`)} ${channel.name}`} onClick={() => onAct(act, channel)}>
      {t(`notice.${act}`)}
    </Button>
  )
  const actions: Column<Channel> = {
    key: 'actions',
    title: t('column.actions'),
    cell: (channel) => (
      <span className="row tight">
        {button('test', channel)}
        {hasKey(channel) && button('rekey', channel)}
        {button('close', channel)}
      </span>
    ),
  }
  return [...columns, actions]
}

/** What a set of channels lacks, said before it is missed. */
function Missing({ channels }: { channels: readonly Channel[] }) {
  const { t } = useWords()
  const missing = ROLES.filter((role) => !channels.some((channel) => channel.role === role))
  if (missing.length === 0) return null
  return (
    <ul className="note stack">
      {missing.map((role) => (
        <li key={role}>{t(`notice.missing.${role}`)}</li>
      ))}
    </ul>
  )
}

export function ChannelsPage() {
  const { t } = useWords()
  const maySet = useMay('set-channels')
  const [isOpening, setIsOpening] = useState(false)
  const [acting, setActing] = useState<{ act: Act; channel: Channel }>()
  const channels = useQuery({
    queryKey: [CHANNELS],
    queryFn: () => get<{ items: Channel[] }>(CHANNELS),
    refetchInterval: LIVE_MS,
  })
  const columns = useColumns(maySet ? (act, channel) => setActing({ act, channel }) : undefined)
  const Acting = acting && DIALOGS[acting.act]
  return (
    <>
      <PageHead
        title={t('place.notices')}
        documentTitle={t('notice.channels')}
        meta={t('notice.channels.what')}
        actions={
          maySet && (
            <Button type="primary" icon={<PlusOutlined />} onClick={() => setIsOpening(true)}>
              {t('notice.open')}
            </Button>
          )
        }
      />
      <NoticeTabs />
      <div className="stack">
        {channels.data && <Missing channels={channels.data.items} />}
        <Panel padded={false}>
          <Table
            label={t('notice.channels')}
            rows={channels.data?.items}
            rowKey={({ id }) => id}
            error={channels.error}
            columns={columns}
            empty={<Empty title={t('notice.channels.none')}>{t('notice.channels.none-hint')}</Empty>}
          />
        </Panel>
      </div>
      {isOpening && <OpenDialog onClose={() => setIsOpening(false)} />}
      {acting && Acting && <Acting channel={acting.channel} onClose={() => setActing(undefined)} />}
    </>
  )
}
