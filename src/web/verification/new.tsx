import { CloseOutlined, FolderOpenOutlined, InboxOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { type DragEvent, useId, useRef, useState } from 'react'
import { Link } from 'react-router'
import { useWords } from '../language/index.ts'
import { formatBytes } from '../pieces/download.ts'
import { Meter, Panel } from '../pieces/page.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import {
  chooseRole,
  clearDesk,
  type DeskFile,
  type Dropped,
  droppedFiles,
  layDown,
  pickedFiles,
  planFor,
  takeAway,
  useDesk,
} from './desk.ts'
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

interface FieldProps {
  title: string
  hint?: string
  slim?: boolean
  onFiles: (dropped: Dropped[]) => void
}

/** Takes files and folders, dropped or chosen; the browser's own inputs for keyboards and readers. */
export function DropField({ title, hint, slim = false, onFiles }: FieldProps) {
  const { t } = useWords()
  const [isOver, setIsOver] = useState(false)
  const id = useId()
  const folder = useRef<HTMLInputElement>(null)
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setIsOver(false)
    void droppedFiles(event.dataTransfer).then((files) => files.length > 0 && onFiles(files))
  }
  const take = (input: HTMLInputElement) => {
    if (input.files?.length) onFiles(pickedFiles(input.files))
    input.value = ''
  }
  return (
    <div className="drop-field">
      <label
        htmlFor={id}
        className={`drop${isOver ? ' over' : ''}${slim ? ' slim' : ''}`}
        onDragOver={(event) => {
          event.preventDefault()
          setIsOver(true)
        }}
        onDragLeave={() => setIsOver(false)}
        onDrop={drop}
      >
        <InboxOutlined />
        <strong>{title}</strong>
        {hint && <span className="soft small">{hint}</span>}
        <input id={id} className="unseen" type="file" multiple onChange={(event) => take(event.target)} />
      </label>
      {!slim && (
        <>
          <input
            ref={folder}
            hidden
            type="file"
            aria-label={t('desk.folder')}
            {...{ webkitdirectory: '' }}
            onChange={(event) => take(event.target)}
          />
          <Button size="small" type="text" icon={<FolderOpenOutlined />} onClick={() => folder.current?.click()}>
            {t('desk.folder')}
          </Button>
        </>
      )}
    </div>
  )
}

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
  const verify = useVerify()
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
        <DropField title={t('desk.drop')} hint={t('desk.drop-hint')} onFiles={(dropped) => void take(dropped)} />
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
