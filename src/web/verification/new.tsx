import { CloseOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { get } from '../api.ts'
import type { PolicyRow } from '../contract.ts'
import { useWords } from '../language/index.ts'
import { formatBytes } from '../pieces/download.ts'
import { DropZone } from '../pieces/drop-zone.tsx'
import type { Dropped } from '../pieces/dropped-files.ts'
import { Meter, Panel } from '../pieces/page.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import { chooseRole, clearDesk, type DeskFile, layDown, planFor, takeAway, useDesk } from './desk.ts'
import type { Role } from './roles.ts'
import { useVerify } from './use-verify.ts'

const ROLES: readonly Role[] = [
  'object',
  'content',
  'detached',
  'query',
  'anchor',
  'intermediate',
  'crl',
  'ocsp',
  'archive',
  'manifest',
]
const SHOWN_FILES = 30

function FileLine({ one, isLocked }: { one: DeskFile; isLocked: boolean }) {
  const { t } = useWords()
  return (
    <li>
      <span className="name">
        {one.path} <span className="soft small">{formatBytes(one.file.size)}</span>
      </span>
      <select
        className="date"
        aria-label={t('desk.role-of', { name: one.path })}
        value={one.role}
        disabled={isLocked}
        onChange={(event) => chooseRole(one.path, event.target.value as Role)}
      >
        {ROLES.map((role) => (
          <option key={role} value={role}>
            {t(`desk.role.${role}`)}
          </option>
        ))}
      </select>
      <button
        type="button"
        className="copy"
        disabled={isLocked}
        aria-label={t('action.remove-what', { what: one.path })}
        onClick={() => takeAway(one.path)}
      >
        <CloseOutlined />
      </button>
    </li>
  )
}

function Files({ files, isLocked }: { files: readonly DeskFile[]; isLocked: boolean }) {
  const { t } = useWords()
  return (
    <ul className="desk-files" aria-label={t('desk.files')}>
      {files.slice(0, SHOWN_FILES).map((one) => (
        <FileLine key={one.path} one={one} isLocked={isLocked} />
      ))}
      {files.length > SHOWN_FILES && (
        <li className="soft small">{t('desk.more', { more: files.length - SHOWN_FILES })}</li>
      )}
    </ul>
  )
}

/** How far the upload has come, then that the server is judging. */
function Progress({ sent, bytes, onStop }: { sent: number; bytes: number; onStop: () => void }) {
  const { t } = useWords()
  const isSent = sent >= 1
  const words = isSent
    ? t('verification.running')
    : t('desk.sending', { percent: Math.floor(sent * 100), size: formatBytes(bytes) })
  return (
    <div className="sending" role="status">
      <span className="small">{words}</span>
      <Meter value={sent} label={words} />
      <Button size="small" onClick={onStop}>
        {t('action.cancel')}
      </Button>
    </div>
  )
}

interface ChoiceProps {
  value: string
  isLocked: boolean
  onChange: (policy: string) => void
}

/** What to ask of the files: the strict default unless somebody says otherwise. */
function PolicyChoice({ value, isLocked, onChange }: ChoiceProps) {
  const { t, pick } = useWords()
  const query = useQuery({
    queryKey: ['/verification-policies'],
    queryFn: () => get<{ items: PolicyRow[] }>('/verification-policies'),
  })
  const policies = query.data?.items.filter(({ id }) => id !== 'default' && id !== 'corpus') ?? []
  if (policies.length === 0) return null
  return (
    <label className="row small policy-choice">
      {t('desk.policy')}
      <select className="date" value={value} disabled={isLocked} onChange={(event) => onChange(event.target.value)}>
        <option value="">{t('desk.policy-default')}</option>
        {policies.map(({ id, version, name }) => (
          <option key={id} value={id}>
            {pick(name)}（{id} v{version}）
          </option>
        ))}
      </select>
    </label>
  )
}

/** A single file, or a single archive, is verified the moment it is dropped; of several the guess is shown first. */
function isAtOnce(dropped: readonly Dropped[], lying: readonly DeskFile[]): boolean {
  const [only] = dropped
  if (!only || dropped.length > 1) return false
  const role = lying.find(({ path }) => path === only.path)?.role
  const plan = planFor(lying)
  return (plan === 'single' && role === 'object') || (lying.length === 1 && role === 'archive')
}

export function NewVerification() {
  const { t } = useWords()
  const { files, verifiedAs } = useDesk()
  const [policy, setPolicy] = useState('')
  const verify = useVerify(policy || undefined)
  const lying = verifiedAs ? [] : files
  const plan = planFor(lying)
  const count = (...roles: Role[]) => lying.filter(({ role }) => roles.includes(role)).length
  const take = async (dropped: Dropped[]) => {
    verify.reset()
    const now = await layDown(dropped)
    if (isAtOnce(dropped, now)) verify.start(now)
  }
  return (
    <Panel>
      <div className="stack">
        <DropZone
          multiple
          folders
          title={t('desk.drop')}
          hint={t('desk.drop-hint')}
          onFiles={(dropped) => void take(dropped)}
        />
        <PolicyChoice value={policy} isLocked={verify.isRunning} onChange={setPolicy} />
        {lying.length > 0 && <Files files={lying} isLocked={verify.isRunning} />}
        {verify.isRunning && (
          <Progress
            sent={verify.sent}
            bytes={lying.reduce((sum, { file }) => sum + file.size, 0)}
            onStop={verify.stop}
          />
        )}
        {lying.length > 0 && !verify.isRunning && (
          <div className="row">
            <Button
              type="primary"
              autoFocus={plan !== 'no-object'}
              disabled={plan === 'no-object'}
              onClick={() => verify.start(lying)}
            >
              {plan === 'batch' ? t('desk.start-batch') : t('verification.start')}
            </Button>
            <Button onClick={clearDesk}>{t('desk.clear')}</Button>
            <span className="soft small">
              {plan === 'no-object'
                ? t('desk.no-object')
                : t(plan === 'batch' ? 'desk.batch-of' : 'desk.one-with', {
                    objects: count('object', 'archive'),
                    more: lying.length - count('object', 'archive'),
                  })}
            </span>
          </div>
        )}
        <ProblemAlert error={verify.error} />
        {verify.batchMade && (
          <p className="note" role="status">
            {t('desk.batch-made')} <Link to={`/verification/batches/${verify.batchMade}`}>{t('desk.batch-open')}</Link>
          </p>
        )}
      </div>
    </Panel>
  )
}
