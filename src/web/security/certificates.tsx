import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Popconfirm } from 'antd'
import { useState } from 'react'
import { get, write } from '../api.ts'
import { useWords } from '../language/index.ts'
import { Dialog } from '../pieces/dialog.tsx'
import { Panel } from '../pieces/page.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import { Time } from '../pieces/time.tsx'
import { useSession } from '../shell/session.ts'
import { CertificateStep } from '../sign-in/certificate-step.tsx'

interface LoginCertificate {
  id: string
  subject: string
  issuer: string
  notAfter: string
}

const KEY = ['own-certificates'] as const

export function Certificates() {
  const { t } = useWords()
  const { refresh } = useSession()
  const client = useQueryClient()
  const [isAdding, setIsAdding] = useState(false)
  const list = useQuery({ queryKey: KEY, queryFn: () => get<{ items: LoginCertificate[] }>('/me/certificates') })
  const changed = async () => {
    setIsAdding(false)
    refresh()
    await client.invalidateQueries({ queryKey: KEY })
  }
  const remove = useMutation({
    mutationFn: (id: string) => write<void>('DELETE', `/me/certificates/${id}`),
    onSuccess: changed,
  })
  const items = list.data?.items ?? []
  return (
    <Panel title={t('security.certificates')}>
      <div className="stack">
        <p className="small soft">{t('security.certificates-what')}</p>
        <ProblemAlert error={list.error ?? remove.error} />
        {items.length > 0 && (
          <ul className="security-list">
            {items.map(({ id, subject, issuer, notAfter }) => (
              <li key={id}>
                <span className="grow">
                  <strong>{subject}</strong>
                  <br />
                  <span className="small soft">{issuer}</span>
                </span>
                <span className="small soft">
                  {t('security.certificate-until')} <Time at={notAfter} show="day" />
                </span>
                <Popconfirm title={t('action.remove-what', { what: subject })} onConfirm={() => remove.mutate(id)}>
                  <Button size="small">{t('security.remove')}</Button>
                </Popconfirm>
              </li>
            ))}
          </ul>
        )}
        <div>
          <Button onClick={() => setIsAdding(true)}>{t('security.certificate-add')}</Button>
        </div>
      </div>
      {isAdding && (
        <Dialog title={t('security.certificate-add')} onClose={() => setIsAdding(false)}>
          <CertificateStep
            actionText={t('security.certificate-add')}
            send={async (answer) => {
              await write<void>('POST', '/me/certificates', answer)
              await changed()
            }}
          />
        </Dialog>
      )}
    </Panel>
  )
}
