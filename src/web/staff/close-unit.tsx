import { useMutation, useQueryClient } from '@tanstack/react-query'
import { write } from '../api.ts'
import { useWords } from '../language/index.ts'
import { Dialog } from '../pieces/dialog.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import type { Unit } from './shapes.ts'

/** Closes an outlet where nobody works any more, or opens a closed one again. */
export function CloseUnit({ unit, onClose }: { unit: Unit; onClose: () => void }) {
  const { t } = useWords()
  const client = useQueryClient()
  const isOpen = unit.state === 'active'
  const change = useMutation({
    mutationFn: () => write('PATCH', `/org-units/${unit.id}`, { state: isOpen ? 'closed' : 'active' }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['/org-units'] })
      onClose()
    },
  })
  const text = t(isOpen ? 'unit.close' : 'unit.reopen')
  return (
    <Dialog
      title={isOpen ? t('unit.close-sure', { name: unit.name }) : `${text}：${unit.name}`}
      onClose={onClose}
      action={{ text, run: () => change.mutate(), isRunning: change.isPending }}
    >
      <p>{t('unit.close-what')}</p>
      <ProblemAlert error={change.error} />
    </Dialog>
  )
}
