import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import type { Factor } from '#src/context.ts'
import { get, write } from '../api.ts'
import { useWords } from '../language/index.ts'
import { Bones, Panel } from '../pieces/page.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import { Time } from '../pieces/time.tsx'
import { OWN_SESSIONS } from '../shell/session.ts'

interface Session {
  id: string
  address: string
  factors: Factor[]
  createdAt: string
  lastSeenAt: string
  isCurrent: boolean
}

export function Sessions() {
  const { t } = useWords()
  const client = useQueryClient()
  const list = useQuery({ queryKey: OWN_SESSIONS, queryFn: () => get<{ items: Session[] }>('/me/sessions') })
  const end = useMutation({
    mutationFn: (id: string | undefined) => write<void>('DELETE', id ? `/me/sessions/${id}` : '/me/sessions'),
    onSettled: () => client.invalidateQueries({ queryKey: OWN_SESSIONS }),
  })
  const items = list.data?.items ?? []
  const hasOthers = items.some(({ isCurrent }) => !isCurrent)
  const endOthers = hasOthers && (
    <Button size="small" loading={end.isPending} onClick={() => end.mutate(undefined)}>
      {t('security.end-others')}
    </Button>
  )
  return (
    <Panel title={t('security.sessions')} extra={endOthers}>
      <ProblemAlert error={list.error ?? end.error} />
      {list.isPending && <Bones lines={2} />}
      <ul className="security-list">
        {items.map(({ id, address, factors, createdAt, isCurrent }) => (
          <li key={id}>
            <span className="grow">
              <strong>{address}</strong>
              {isCurrent && <span className="tag">{t('security.this-session')}</span>}
              <br />
              <span className="small soft">{factors.map((one) => t(`factor.${one}`)).join('、')}</span>
            </span>
            <span className="small soft">
              {t('security.since')} <Time at={createdAt} />
            </span>
            {!isCurrent && (
              <Button size="small" onClick={() => end.mutate(id)}>
                {t('security.end')}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  )
}
