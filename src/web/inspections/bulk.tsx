// Manual items in bulk: one project of the list at a time, one text for all its nodes or each its own.

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Input, Radio, Select } from 'antd'
import { useState } from 'react'
import { get, type Page, write } from '../api.ts'
import type { Conclusion, RoundItem } from '../contract.ts'
import { type TextKey, useWords } from '../language/index.ts'
import { Dialog } from '../pieces/dialog.tsx'
import { Bones } from '../pieces/page.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import { CONCLUSIONS } from './manual.tsx'

/** As many as the server takes in one go. */
const LIMIT = 500

interface Project {
  key: string
  items: RoundItem[]
}

/** Open items by layer and title, in the order of the round. */
export function projectsOf(items: readonly RoundItem[]): Project[] {
  const projects = new Map<string, Project>()
  for (const item of items) {
    const key = `${item.layer}.${item.title.zh}`
    const project = projects.get(key) ?? { key, items: [] }
    project.items.push(item)
    projects.set(key, project)
  }
  return [...projects.values()]
}

interface Draft {
  conclusion: Conclusion
  /** For every node without a text of its own. */
  text: string
  approvedBy: string
  own: Readonly<Record<number, string>>
  left: ReadonlySet<number>
}

const BLANK: Draft = { conclusion: 'normal', text: '', approvedBy: '', own: {}, left: new Set() }

function entriesOf(items: readonly RoundItem[], { conclusion, text, approvedBy, own, left }: Draft) {
  return items
    .filter((item) => !left.has(item.id))
    .map((item) => ({
      itemId: item.id,
      conclusion,
      text: own[item.id]?.trim() || text.trim(),
      ...(conclusion === 'not-applicable' && { approvedBy: approvedBy.trim() }),
    }))
}

interface NodesProps {
  items: readonly RoundItem[]
  draft: Draft
  change: (change: Partial<Draft>) => void
}

function Nodes({ items, draft, change }: NodesProps) {
  const { t } = useWords()
  const toggle = (id: number) => {
    const left = new Set(draft.left)
    if (!left.delete(id)) left.add(id)
    change({ left })
  }
  return (
    <ul className="bulk-nodes" aria-label={t('bulk.nodes')}>
      {items.map((item) => (
        <li key={item.id}>
          <label>
            <input type="checkbox" checked={!draft.left.has(item.id)} onChange={() => toggle(item.id)} />
            <span>
              {item.node}
              {item.system !== item.node && <span className="small soft"> {item.system}</span>}
            </span>
          </label>
          <Input
            aria-label={t('bulk.own', { node: item.node })}
            placeholder={draft.text || t('bulk.as-above')}
            disabled={draft.left.has(item.id)}
            maxLength={2000}
            value={draft.own[item.id] ?? ''}
            onChange={({ target }) => change({ own: { ...draft.own, [item.id]: target.value } })}
          />
        </li>
      ))}
    </ul>
  )
}

function Fields({ items, draft, change }: NodesProps) {
  const { t } = useWords()
  return (
    <>
      <Radio.Group
        aria-label={t('column.verdict')}
        value={draft.conclusion}
        onChange={({ target }) => change({ conclusion: target.value })}
        options={CONCLUSIONS.map((value) => ({ value, label: t(`verdict.${value}`) }))}
      />
      <div className="field">
        <label htmlFor="bulk-text">{t('bulk.text')}</label>
        <Input.TextArea
          id="bulk-text"
          rows={2}
          maxLength={2000}
          value={draft.text}
          onChange={({ target }) => change({ text: target.value })}
        />
        <span className="small soft">{items[0]?.mustMeasure ? t('bulk.must-measure') : t('item.seen-hint')}</span>
      </div>
      {draft.conclusion === 'not-applicable' && (
        <div className="field">
          <label htmlFor="bulk-approver">{t('item.approver')}</label>
          <Input
            id="bulk-approver"
            maxLength={100}
            value={draft.approvedBy}
            onChange={({ target }) => change({ approvedBy: target.value })}
          />
        </div>
      )}
      <Nodes items={items} draft={draft} change={change} />
    </>
  )
}

/** Saves one project, then offers the next that is still open; each item keeps its own result and its own text. */
export function BulkDialog({ roundId, onClose }: { roundId: string; onClose: () => void }) {
  const { t, pick } = useWords()
  const client = useQueryClient()
  const [chosen, setChosen] = useState<string>()
  const [draft, setDraft] = useState(BLANK)
  const path = `/rounds/${encodeURIComponent(roundId)}/items`
  const open = useQuery({
    queryKey: [path, 'open-manual'],
    queryFn: () => get<Page<RoundItem>>(path, { kind: 'manual', isOpen: true, limit: LIMIT }),
  })
  const projects = projectsOf(open.data?.items ?? [])
  const project = projects.find(({ key }) => key === chosen) ?? projects[0]
  const entries = entriesOf(project?.items ?? [], draft)
  const save = useMutation({
    mutationFn: () => write('PUT', path, { items: entries }),
    onSuccess: async () => {
      setDraft(BLANK)
      await client.invalidateQueries({ queryKey: ['/rounds', 'one', roundId] })
      await client.invalidateQueries({ queryKey: [path] })
    },
  })
  const isComplete = entries.length > 0 && entries.every(({ text }) => text !== '')
  const action = {
    text: t('bulk.save', { items: entries.length }),
    run: () => save.mutate(),
    isRunning: save.isPending,
    isDisabled: !isComplete,
  }
  return (
    <Dialog title={t('bulk.title')} onClose={onClose} look="wide" {...(project && { action })}>
      {open.isPending && <Bones lines={6} />}
      <ProblemAlert error={open.error} retry={() => void open.refetch()} />
      {open.data && !project && <p role="status">{t('bulk.none')}</p>}
      {project && (
        <>
          <div className="field">
            <label htmlFor="bulk-project">{t('bulk.project', { projects: projects.length })}</label>
            <Select
              id="bulk-project"
              value={project.key}
              getPopupContainer={(select) => select.parentElement ?? document.body}
              onChange={(key) => {
                setChosen(key)
                setDraft(BLANK)
              }}
              options={projects.map(({ key, items: [first, ...others] }) => ({
                value: key,
                label: `${t(`layer.${first?.layer}` as TextKey)} · ${pick(first?.title)} (${others.length + 1})`,
              }))}
            />
          </div>
          <Fields items={project.items} draft={draft} change={(change) => setDraft({ ...draft, ...change })} />
        </>
      )}
      <ProblemAlert error={save.error} />
    </Dialog>
  )
}
