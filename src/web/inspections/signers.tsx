// Whose certificates sign rounds, and whether rounds must be signed by one.

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Checkbox, Input } from 'antd'
import { useState } from 'react'
import { get, write } from '../api.ts'
import type { Moment } from '../contract.ts'
import { useWords } from '../language/index.ts'
import { Dialog } from '../pieces/dialog.tsx'
import { DropZone } from '../pieces/drop-zone.tsx'
import { Field } from '../pieces/field.tsx'
import { Empty, Panel } from '../pieces/page.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import { type Column, Table } from '../pieces/table.tsx'
import { Time } from '../pieces/time.tsx'
import { Badge } from '../pieces/verdict-tag.tsx'
import { useMay } from '../shell/session.ts'

interface SignerCertificate {
  sha256: string
  person: string
  subject: string
  notAfter: Moment
  registeredBy: string
  registeredAt: Moment
  endedAt: Moment | null
}

const KEY = ['/signer-certificates']

function Register({ onClose }: { onClose: () => void }) {
  const { t } = useWords()
  const client = useQueryClient()
  const [username, setUsername] = useState('')
  const [file, setFile] = useState<File>()
  const send = useMutation({
    mutationFn: () => {
      const form = new FormData()
      form.set('username', username)
      if (file) form.set('file', file)
      return write('POST', '/signer-certificates', form)
    },
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: KEY })
      onClose()
    },
  })
  return (
    <Dialog
      title={t('signers.register')}
      onClose={onClose}
      action={{
        text: t('signers.register'),
        run: () => send.mutate(),
        isRunning: send.isPending,
        isDisabled: !file || username.trim() === '',
      }}
    >
      <Field label={t('signers.account')}>
        {(id) => (
          <Input id={id} value={username} maxLength={100} onChange={({ target }) => setUsername(target.value)} />
        )}
      </Field>
      <DropZone slim title={file?.name ?? t('signers.file')} onFiles={([dropped]) => setFile(dropped?.file)} />
      <ProblemAlert error={send.error} />
    </Dialog>
  )
}

export function Signers() {
  const { t } = useWords()
  const client = useQueryClient()
  const mayRegister = useMay('register-signers')
  const [isRegistering, setIsRegistering] = useState(false)
  const query = useQuery({
    queryKey: KEY,
    queryFn: () => get<{ items: SignerCertificate[]; requiresCertificate: boolean }>('/signer-certificates'),
  })
  const change = useMutation({
    mutationFn: (send: () => Promise<unknown>) => send(),
    onSettled: () => client.invalidateQueries({ queryKey: KEY }),
  })
  const columns: Column<SignerCertificate>[] = [
    { key: 'person', title: t('signers.person'), lead: true, cell: (row) => row.person },
    { key: 'subject', title: t('signers.certificate'), cell: (row) => row.subject },
    { key: 'until', title: t('signers.until'), cell: (row) => <Time at={row.notAfter} relative={false} /> },
    {
      key: 'state',
      title: t('round.state'),
      width: 180,
      cell: (row) =>
        row.endedAt ? (
          <Badge tone="none">{t('signers.ended')}</Badge>
        ) : (
          <span className="row">
            <Badge tone="good">{t('signers.active')}</Badge>
            {mayRegister && (
              <Button
                size="small"
                onClick={() => change.mutate(() => write('DELETE', `/signer-certificates/${row.sha256}`))}
              >
                {t('signers.end')}
              </Button>
            )}
          </span>
        ),
    },
  ]
  const isRequired = query.data?.requiresCertificate ?? false
  return (
    <Panel
      title={t('signers.title')}
      padded={false}
      extra={
        mayRegister && (
          <Button size="small" onClick={() => setIsRegistering(true)}>
            {t('signers.register')}
          </Button>
        )
      }
    >
      <div className="body">
        <Checkbox
          checked={isRequired}
          disabled={!mayRegister || !query.data}
          onChange={({ target }) =>
            change.mutate(() => write('PUT', '/inspection-settings/requires-certificate', { value: target.checked }))
          }
        >
          {t('signers.required')}
        </Checkbox>
        <ProblemAlert error={change.error} />
      </div>
      <Table
        label={t('signers.title')}
        columns={columns}
        rows={query.data?.items}
        rowKey={(row) => row.sha256}
        error={query.error}
        retry={() => void query.refetch()}
        empty={<Empty title={t('signers.none')}>{t('signers.none-hint')}</Empty>}
      />
      {isRegistering && <Register onClose={() => setIsRegistering(false)} />}
    </Panel>
  )
}
