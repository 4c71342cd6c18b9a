// A channel, set up: the fields its kind asks for. The key goes in here and is never shown again.

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Input } from 'antd'
import { type ReactNode, useState } from 'react'
import type { ChannelKind } from '#core/notices/channel.ts'
import { write } from '../api.ts'
import { pemBlocks } from '../issuers/shapes.ts'
import { useWords } from '../language/index.ts'
import { Dialog } from '../pieces/dialog.tsx'
import { Choice, Field } from '../pieces/field.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import { CHANNELS, type ChannelRole, KINDS, ROLES } from './shapes.ts'

const SECURITIES = ['starttls', 'tls', 'none'] as const
/** By the providers' own pages. */
const ADDRESSES: Readonly<Partial<Record<ChannelKind, string>>> = {
  wecom: 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send',
  dingtalk: 'https://oapi.dingtalk.com/robot/send',
  feishu: 'https://open.feishu.cn/open-apis/bot/v2/hook',
}

const BLANK = {
  name: '',
  kind: 'wecom' as ChannelKind,
  role: 'first' as ChannelRole,
  url: ADDRESSES.wecom ?? '',
  key: '',
  signing: '',
  signature: '',
  templateId: '',
  mobile: '',
  success: '0',
  host: '',
  port: '587',
  security: 'starttls' as (typeof SECURITIES)[number],
  user: '',
  from: '',
  to: '',
  anchors: '',
}
type Draft = typeof BLANK
export type TextField = Exclude<keyof Draft, 'kind' | 'role' | 'security'>

/** What providers hand out is the address with the key in it: the key goes where it is sealed. */
export function splitAddress(kind: ChannelKind, pasted: string): { url: string; key?: string } {
  const text = pasted.trim()
  const [base = '', query] = text.split('?', 2)
  if (kind === 'feishu') {
    const [, url = '', key] = /^(.*\/bot\/v2\/hook)\/([^/]+)$/.exec(base) ?? []
    return key ? { url, key } : { url: text }
  }
  const name = kind === 'wecom' ? 'key' : kind === 'dingtalk' ? 'access_token' : undefined
  const key = name && query !== undefined ? new URLSearchParams(query).get(name) : null
  return key ? { url: base, key } : { url: text }
}

function settingsOf(draft: Draft) {
  const { kind, url } = draft
  const anchors = pemBlocks(draft.anchors)
  const trusted = anchors.length > 0 && { anchors }
  if (kind === 'smtp')
    return {
      kind,
      host: draft.host.trim(),
      port: Number(draft.port),
      security: draft.security,
      ...(draft.user.trim() && { user: draft.user.trim() }),
      from: draft.from.trim(),
      to: draft.to.split(/[\s,，;；]+/).filter((one) => one !== ''),
      ...trusted,
    }
  if (kind === 'sms') {
    const { signature, templateId, mobile, success } = draft
    const sms = { signature: signature.trim(), templateId: templateId.trim(), mobile: mobile.trim() }
    return { kind, url: url.trim(), ...sms, success: success.trim(), ...trusted }
  }
  return { kind, url: url.trim(), ...trusted }
}

function inputOf(draft: Draft) {
  const secret = draft.key && {
    secret: { key: draft.key, ...(draft.signing.trim() && { signing: draft.signing.trim() }) },
  }
  return { name: draft.name.trim(), role: draft.role, settings: settingsOf(draft), ...secret }
}

function isComplete(draft: Draft): boolean {
  const has = (...names: TextField[]) => names.every((name) => draft[name].trim() !== '')
  if (!has('name')) return false
  if (draft.kind === 'smtp') return has('host', 'port', 'from', 'to')
  if (draft.kind === 'sms') return has('url', 'key', 'signature', 'templateId', 'mobile', 'success')
  return draft.kind === 'webhook' ? has('url') : has('url', 'key')
}

interface PartProps {
  draft: Draft
  change: (part: Partial<Draft>) => void
  text: (name: TextField, look?: 'secret' | 'area') => ReactNode
}

function Mail({ draft, change, text }: PartProps) {
  const { t } = useWords()
  return (
    <>
      {text('host')}
      {text('port')}
      <Choice
        label={t('notice.field.security')}
        hint={t(`notice.security.${draft.security}-hint`)}
        value={draft.security}
        options={SECURITIES.map((value) => ({ value, text: t(`notice.security.${value}`) }))}
        onChange={(security) => change({ security })}
      />
      {draft.security !== 'none' && text('user')}
      {draft.security !== 'none' && draft.user.trim() !== '' && <Key {...{ draft, change, text }} />}
      {text('from')}
      {text('to')}
    </>
  )
}

function Key({ draft, text }: PartProps) {
  return (
    <>
      {text('key', 'secret')}
      {(draft.kind === 'dingtalk' || draft.kind === 'feishu') && text('signing', 'secret')}
    </>
  )
}

function Http(props: PartProps) {
  const { kind } = props.draft
  return (
    <>
      {props.text('url')}
      <Key {...props} />
      {kind === 'sms' && (
        <>
          {props.text('signature')}
          {props.text('templateId')}
          {props.text('mobile')}
          {props.text('success')}
        </>
      )}
    </>
  )
}

/** A key means something else to each kind of channel. */
export function useFieldWords(kind: ChannelKind) {
  const { t } = useWords()
  return (name: TextField) =>
    name === 'key'
      ? { label: t(`notice.key.${kind}`), hint: t('notice.field.key-hint') }
      : { label: t(`notice.field.${name}`), hint: t(`notice.field.${name}-hint`) }
}

export function OpenDialog({ onClose }: { onClose: () => void }) {
  const { t } = useWords()
  const client = useQueryClient()
  const [draft, setDraft] = useState<Draft>(BLANK)
  const wordsOf = useFieldWords(draft.kind)
  const change = (part: Partial<Draft>) => setDraft({ ...draft, ...part })
  const save = useMutation({
    mutationFn: () => write('POST', CHANNELS, inputOf(draft)),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: [CHANNELS] })
      onClose()
    },
  })
  const text = (name: TextField, look?: 'secret' | 'area') => (
    <Field key={name} {...wordsOf(name)}>
      {(id) => {
        const value = draft[name]
        const set = (next: string) => change(name === 'url' ? splitAddress(draft.kind, next) : { [name]: next })
        if (look === 'area')
          return <Input.TextArea id={id} rows={3} value={value} onChange={({ target }) => set(target.value)} />
        const type = look === 'secret' ? { type: 'password', autoComplete: 'off' } : {}
        return <Input id={id} {...type} value={value} onChange={({ target }) => set(target.value)} />
      }}
    </Field>
  )
  const part = { draft, change, text }
  return (
    <Dialog
      title={t('notice.open')}
      look="wide"
      onClose={onClose}
      action={{
        text: t('notice.open'),
        run: () => save.mutate(),
        isRunning: save.isPending,
        isDisabled: !isComplete(draft),
      }}
    >
      <div className="two-fields">
        <Choice
          label={t('notice.channel-kind')}
          hint={t(`notice.channel-kind.${draft.kind}-hint`)}
          value={draft.kind}
          options={KINDS.map((value) => ({ value, text: t(`notice.channel-kind.${value}`) }))}
          onChange={(kind) => change({ kind, url: ADDRESSES[kind] ?? '', key: '', signing: '' })}
        />
        {text('name')}
        <Choice
          label={t('notice.role')}
          hint={t(`notice.role.${draft.role}-hint`)}
          value={draft.role}
          options={ROLES.map((value) => ({ value, text: t(`notice.role.${value}`) }))}
          onChange={(role) => change({ role })}
        />
        {draft.kind === 'smtp' ? <Mail {...part} /> : <Http {...part} />}
        {text('anchors', 'area')}
      </div>
      <p className="note">{t('notice.open.allow-hint')}</p>
      <ProblemAlert error={save.error} />
    </Dialog>
  )
}
