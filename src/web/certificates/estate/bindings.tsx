// What an operator does to one place of a lineage: records it, corrects it, takes it off the record.

import { Button } from 'antd'
import type { LineageBinding, LineageDetail } from '../../contract.ts'
import { useWords } from '../../language/index.ts'
import { BindingDialog } from './binding-dialog.tsx'
import { ReasonDialog } from './reason-dialog.tsx'

export type BindingTask = { kind: 'add' } | { kind: 'change' | 'remove'; binding: LineageBinding }

interface ActionsProps {
  binding: LineageBinding
  onDo: (task: BindingTask) => void
}

export function BindingActions({ binding, onDo }: ActionsProps) {
  const { t } = useWords()
  const named = (what: 'binding.change-what' | 'binding.remove-what') => t(what, { node: binding.nodeName })
  return (
    <span className="row tight">
      <Button size="small" aria-label={named('binding.change-what')} onClick={() => onDo({ kind: 'change', binding })}>
        {t('binding.edit')}
      </Button>
      <Button size="small" aria-label={named('binding.remove-what')} onClick={() => onDo({ kind: 'remove', binding })}>
        {t('binding.retire')}
      </Button>
    </span>
  )
}

interface TasksProps {
  lineage: LineageDetail
  task: BindingTask
  onClose: () => void
}

export function BindingTasks({ lineage, task, onClose }: TasksProps) {
  const { t } = useWords()
  if (task.kind === 'add') return <BindingDialog lineage={lineage} onClose={onClose} />
  const { binding } = task
  if (task.kind === 'change') return <BindingDialog lineage={lineage} binding={binding} onClose={onClose} />
  return (
    <ReasonDialog
      title={t('binding.retire.title')}
      action={t('binding.retire')}
      path={`/bindings/${binding.id}/removal`}
      stale={[`/lineages/${lineage.id}`]}
      onClose={onClose}
    >
      <p>
        {binding.nodeName} <code>{`${binding.serverName} → ${binding.address}:${binding.port}`}</code>
      </p>
      <p className="small soft">{t('binding.retire.hint')}</p>
    </ReasonDialog>
  )
}
