import { useMutation } from '@tanstack/react-query'
import { Button } from 'antd'
import { write } from '../api.ts'
import { useWords } from '../language/index.ts'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import type { StepProps } from './write-step.tsx'

/** The evidence that is part of it already, with what is wrong with it; a file that was wrong is taken out. */
export function KeptFiles({ asked, changed }: StepProps) {
  const { t } = useWords()
  const remove = useMutation({
    mutationFn: (fileId: string) => write('DELETE', `/user-requests/${asked.id}/materials/${fileId}`),
    onSuccess: (_, fileId) => changed({ ...asked, files: asked.files.filter(({ id }) => id !== fileId) }),
  })
  const reason = asked.returned.find(({ field }) => field === 'materials')?.reason
  return (
    <>
      {asked.files.length > 0 && (
        <ul className="desk-files" aria-label={t('desk.materials-kept')}>
          {asked.files.map(({ id, name }) => (
            <li key={id}>
              <span className="grow">{name}</span>
              <Button size="small" loading={remove.isPending} onClick={() => remove.mutate(id)}>
                {t('action.remove-what', { what: '' })}
              </Button>
            </li>
          ))}
        </ul>
      )}
      {reason && <span className="desk-reason">{reason}</span>}
      <ProblemAlert error={remove.error} />
    </>
  )
}
