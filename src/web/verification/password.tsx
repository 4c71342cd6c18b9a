// Appears where a report says that the file is closed: the password is sent once, with the order to judge again, and kept nowhere.

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import { write } from '../api.ts'
import type { VerificationDetail } from '../contract.ts'
import { useWords } from '../language/index.ts'
import { ProblemAlert } from '../pieces/problem-alert.tsx'

const ASKING = ['pdf.password-needed', 'pdf.password-wrong']

export function OpenWithPassword({ detail }: { detail: VerificationDetail }) {
  const { t } = useWords()
  const navigate = useNavigate()
  const client = useQueryClient()
  const [password, setPassword] = useState('')
  const again = useMutation({
    mutationFn: () => write<{ id: string }>('POST', `/verifications/${detail.id}/reruns`, { at: 'now', password }),
    onSuccess: async ({ id }) => {
      setPassword('')
      await client.invalidateQueries({ queryKey: ['/verifications'] })
      await navigate(`/verification/${id}`)
    },
  })
  const isAsked = detail.report.steps.some(({ findings }) => findings.some(({ code }) => ASKING.includes(code)))
  if (!isAsked) return null
  return (
    <form
      className="row no-print"
      onSubmit={(event) => {
        event.preventDefault()
        again.mutate()
      }}
    >
      <Input.Password
        aria-label={t('report.password')}
        placeholder={t('report.password')}
        autoComplete="off"
        maxLength={1000}
        value={password}
        onChange={(event) => setPassword(event.target.value)}
      />
      <Button type="primary" htmlType="submit" disabled={password === ''} loading={again.isPending}>
        {t('report.open-with-password')}
      </Button>
      <ProblemAlert error={again.error} />
    </form>
  )
}
