import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useNavigate } from 'react-router'
import { write } from '../api.ts'
import { useWords } from '../language/index.ts'
import { Panel } from '../pieces/page.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import type { Asked } from './shapes.ts'

/** A request whose issuing failed has ended: the same is drafted once more, and nothing is typed or scanned twice. */
export function AgainStep({ asked }: { asked: Asked }) {
  const { t } = useWords()
  const client = useQueryClient()
  const navigate = useNavigate()
  const again = useMutation({
    mutationFn: () => write<Asked>('POST', `/user-requests/${asked.id}/again`),
    onSuccess: async ({ id }) => {
      await client.invalidateQueries({ queryKey: ['/user-requests'] })
      await navigate(`/desk/${id}`)
    },
  })
  return (
    <Panel title={t('desk.again-same')}>
      <div className="stack">
        <p>{t('desk.again-what')}</p>
        <ProblemAlert error={again.error} />
        <div>
          <Button size="large" type="primary" loading={again.isPending} onClick={() => again.mutate()}>
            {t('desk.again-do')}
          </Button>
        </div>
      </div>
    </Panel>
  )
}
