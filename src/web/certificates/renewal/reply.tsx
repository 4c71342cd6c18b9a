import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Input } from 'antd'
import { useState } from 'react'
import { write } from '../../api.ts'
import { useWords } from '../../language/index.ts'
import { DropZone } from '../../pieces/drop-zone.tsx'
import { Field } from '../../pieces/field.tsx'
import { LinkButton } from '../../pieces/link-button.tsx'
import { Panel } from '../../pieces/page.tsx'
import { ProblemAlert } from '../../pieces/problem-alert.tsx'
import { Badge } from '../../pieces/verdict-tag.tsx'
import { useMay } from '../../shell/session.ts'
import { Findings, Lint } from './findings.tsx'
import type { StageProps } from './progress.ts'
import type { ReplyOutcome } from './shapes.ts'

function Judged({ outcome }: { outcome: ReplyOutcome }) {
  const { t, pick } = useWords()
  return (
    <Panel title={t('renewal.reply.judged')}>
      <div className="stack" role="status">
        <p>
          <Badge tone={outcome.isAccepted ? 'good' : 'bad'}>
            {t(outcome.isAccepted ? 'renewal.reply.accepted' : 'renewal.reply.refused')}
          </Badge>{' '}
          {t(`renewal.reply.${becameOf(outcome)}-text`)}
        </p>
        <Findings findings={outcome.findings} />
        <ul className="reasons">
          {outcome.refused.map((file) => (
            <li key={`${file.where}${file.code}`}>
              <Badge tone="warn">{t('renewal.reply.unread')}</Badge>
              <span>
                {file.where}：{pick(file.text)}
              </span>
            </li>
          ))}
        </ul>
        <h3>{t('renewal.lint')}</h3>
        <Lint lint={outcome.lint} />
      </div>
    </Panel>
  )
}

/** An accepted certificate may still stay outside: the lineage withdrawn meanwhile, the request given up. */
function becameOf({ isAccepted, lineageId }: ReplyOutcome) {
  if (!isAccepted) return 'refused'
  return lineageId ? 'accepted' : 'kept'
}

/** Whatever the CA sent, in one drop: sorted, matched by key, judged, and refused with every reason. */
export function ReplyStage({ lineage, progress: { request, certificateId }, at }: StageProps) {
  const { t } = useWords()
  const client = useQueryClient()
  const mayHandIn = useMay('request-certificates')
  const [password, setPassword] = useState('')
  const path = `/lineages/${lineage.id}`
  const handIn = useMutation({
    mutationFn: (files: File[]) => {
      const form = new FormData()
      for (const file of files) form.append('files', file)
      if (password) form.append('password', password)
      return write<ReplyOutcome>('POST', `/certificate-requests/${request?.id}/reply`, form)
    },
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: [path] })
      await client.invalidateQueries({ queryKey: [`${path}/requests`] })
      await client.invalidateQueries({ queryKey: ['/issuer-orders'] })
    },
  })
  if (!request) return null
  return (
    <>
      <Panel title={t('renewal.reply.title')}>
        <div className="stack">
          {certificateId && (
            <p>
              <Badge tone="good">{t('renewal.reply.there')}</Badge>
            </p>
          )}
          {mayHandIn && (
            <>
              <DropZone
                multiple
                title={handIn.isPending ? t('state.sending') : t('renewal.reply.drop')}
                hint={t('renewal.reply.drop-hint')}
                onFiles={(dropped) => handIn.mutate(dropped.map(({ file }) => file))}
              />
              <Field label={t('renewal.reply.password')}>
                {(id) => (
                  <Input.Password
                    id={id}
                    autoComplete="off"
                    value={password}
                    onChange={({ target }) => setPassword(target.value)}
                  />
                )}
              </Field>
            </>
          )}
          <ProblemAlert error={handIn.error} />
        </div>
      </Panel>
      {handIn.data && <Judged outcome={handIn.data} />}
      {certificateId && (
        <div className="row">
          <LinkButton to={at('compare')}>{t('renewal.to-compare')}</LinkButton>
        </div>
      )}
    </>
  )
}
