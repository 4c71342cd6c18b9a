// The steps of a report as a readable tree: what was checked, what was found, which clause, on what evidence, and why it matters.

import { CaretRightOutlined } from '@ant-design/icons'
import { Button, Segmented } from 'antd'
import { createContext, type KeyboardEvent, useContext, useEffect, useMemo, useRef, useState } from 'react'
import type { VerificationFinding, VerificationReport, VerificationStep } from '../contract.ts'
import { useWords } from '../language/index.ts'
import { Facts, Panel } from '../pieces/page.tsx'
import { VerdictIcon, VerdictTag } from '../pieces/verdict-tag.tsx'
import { useSignerName } from './kinds.ts'
import {
  allKeys,
  type GroupNode,
  isProblem,
  linesOf,
  moveOf,
  onlyProblems,
  openAtFirst,
  type Place,
  type StepNode,
  stepsIn,
  type TreeNode,
  treeOf,
} from './tree.ts'
import { whyOf } from './why.ts'

const OF_EFFECT = { fatal: 'failed', unknown: 'indeterminate', defect: 'defective', note: 'skipped' } as const

/** One thing a check has to say: the sentence, then where the rule stands and its stable code. */
export function FindingLine({ finding }: { finding: VerificationFinding }) {
  const { pick } = useWords()
  return (
    <li className="finding">
      <VerdictIcon value={OF_EFFECT[finding.effect]} />
      <span>
        {pick(finding.text) || finding.code}
        <span className="small soft">
          {' '}
          {finding.clause} <code>{finding.code}</code>
        </span>
      </span>
    </li>
  )
}

/** What was found, in one line: the gravest finding, or that nothing was. */
function Found({ step }: { step: VerificationStep }) {
  const { t, pick } = useWords()
  const [first] = step.findings.toSorted((one, other) => GRAVITY[other.effect] - GRAVITY[one.effect])
  if (first) return pick(first.text) || first.code
  return t(step.status === 'skipped' ? 'step.skipped' : 'tree.nothing-wrong')
}

const GRAVITY = { fatal: 3, unknown: 2, defect: 1, note: 0 } as const

function StepDetail({ step }: { step: VerificationStep }) {
  const { t, pick } = useWords()
  const evidence = Object.entries(step.evidence ?? {})
  return (
    <>
      <Facts
        facts={[
          [t('tree.why'), pick(whyOf(step.id)) || undefined],
          [
            t('tree.found'),
            step.findings.length > 0 ? (
              <ul key="findings">
                {step.findings.map((finding, index) => (
                  <FindingLine key={`${finding.code}${index.toString()}`} finding={finding} />
                ))}
              </ul>
            ) : undefined,
          ],
          [
            t('tree.clause'),
            <span key="clause">
              {step.clause} <code className="soft">{step.id}</code>
            </span>,
          ],
        ]}
      />
      {evidence.length > 0 && (
        <dl className="evidence" aria-label={t('tree.evidence')}>
          {evidence.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>
                <code>{String(value)}</code>
              </dd>
            </div>
          ))}
        </dl>
      )}
    </>
  )
}

interface TreeState {
  open: ReadonlySet<string>
  active: string
  toggle: (key: string) => void
}

const State = createContext<TreeState>({ open: new Set(), active: '', toggle: () => undefined })

function GroupTitle({ node }: { node: GroupNode }) {
  const { t } = useWords()
  const named = useSignerName()
  const { signer, number } = node
  const problems = stepsIn(node.children).filter(isProblem).length
  const total = stepsIn(node.children).length
  return (
    <>
      <span className="what strong">{signer ? named(signer, number) : t('tree.whole')}</span>
      <span className="small soft">
        {problems > 0 ? t('tree.problems', { problems, total }) : t('tree.all-passed', { total })}
      </span>
      {node.verdict && <VerdictTag value={node.verdict} />}
    </>
  )
}

function StepTitle({ node: { step } }: { node: StepNode }) {
  const { t, pick } = useWords()
  return (
    <>
      {step.status === 'skipped' ? (
        <span className="verdict bare tone-none" role="img" aria-label={t('step.skipped')}>
          –
        </span>
      ) : (
        <VerdictIcon value={step.status} />
      )}
      <span className="what">{pick(step.title) || step.id}</span>
      <span className="found">
        <Found step={step} />
      </span>
      <span className="small soft clause">{step.clause}</span>
    </>
  )
}

/** One line of the tree. All lines stand beside each other and say their level; one of them is the tab stop, which the arrow keys move. */
function Line({ place: { node, level } }: { place: Place }) {
  const { open, active, toggle } = useContext(State)
  const isDetail = node.kind === 'detail'
  const status = node.kind === 'step' ? node.step.status : ''
  return (
    <div
      role="treeitem"
      aria-level={level}
      {...(isDetail ? {} : { 'aria-expanded': open.has(node.key) })}
      aria-selected={active === node.key}
      tabIndex={active === node.key ? 0 : -1}
      data-key={node.key}
      className={`line ${node.kind} ${status}`}
      {...(isDetail ? {} : { onClick: () => toggle(node.key) })}
    >
      {!isDetail && <CaretRightOutlined className={open.has(node.key) ? 'caret open' : 'caret'} aria-hidden />}
      {node.kind === 'group' && <GroupTitle node={node} />}
      {node.kind === 'step' && <StepTitle node={node} />}
      {node.kind === 'detail' && <StepDetail step={node.step} />}
    </div>
  )
}

function Tree({ nodes, open, onOpen }: { nodes: TreeNode[]; open: ReadonlySet<string>; onOpen: OpenChange }) {
  const { t } = useWords()
  const root = useRef<HTMLDivElement>(null)
  const [focused, setFocused] = useState<string>()
  const lines = linesOf(nodes, open)
  const active = lines.some(({ node }) => node.key === focused) ? (focused ?? '') : (lines[0]?.node.key ?? '')
  const wantsFocus = useRef(false)
  useEffect(() => {
    if (!wantsFocus.current) return
    wantsFocus.current = false
    root.current?.querySelector<HTMLElement>(`[data-key="${active}"]`)?.focus()
  }, [active])
  const press = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const move = moveOf(event.key, lines, open, active)
    if (!move) return
    event.preventDefault()
    if (move.open) onOpen(move.open, true)
    if (move.close) onOpen(move.close, false)
    if (move.to) {
      wantsFocus.current = true
      setFocused(move.to)
    }
  }
  const toggle = (key: string) => {
    setFocused(key)
    onOpen(key, !open.has(key))
  }
  return (
    <div ref={root} role="tree" aria-label={t('step.title')} className="tree" onKeyDown={press}>
      <State value={{ open, active, toggle }}>
        {lines.map((place) => (
          <Line key={place.node.key} place={place} />
        ))}
      </State>
    </div>
  )
}

type OpenChange = (key: string, isOpen: boolean) => void

export function StepsPanel({ report }: { report: VerificationReport }) {
  const { t } = useWords()
  const all = useMemo(() => treeOf(report), [report])
  const [show, setShow] = useState<'all' | 'problems'>('all')
  const [open, setOpen] = useState<ReadonlySet<string>>(() => new Set(openAtFirst(all)))
  const nodes = show === 'problems' ? onlyProblems(all) : all
  const problems = stepsIn(all).filter(isProblem).length
  const change: OpenChange = (key, isOpen) => {
    const next = new Set(open)
    if (isOpen) next.add(key)
    else next.delete(key)
    setOpen(next)
  }
  const keys = allKeys(all)
  const isAllOpen = keys.every((key) => open.has(key))
  return (
    <Panel
      title={t('step.title')}
      padded={false}
      extra={
        <>
          <span className="soft small keys-hint">{t('tree.keys')}</span>
          <Segmented
            size="small"
            aria-label={t('tree.show')}
            value={show}
            onChange={(value) => setShow(value === 'problems' ? 'problems' : 'all')}
            options={[
              { value: 'all', label: t('tree.show-all', { steps: stepsIn(all).length }) },
              { value: 'problems', label: t('tree.show-problems', { problems }) },
            ]}
          />
          <Button size="small" onClick={() => setOpen(new Set(isAllOpen ? openAtFirst(all) : keys))}>
            {t(isAllOpen ? 'tree.fold' : 'tree.unfold')}
          </Button>
        </>
      }
    >
      {nodes.length > 0 ? (
        <Tree nodes={nodes} open={open} onOpen={change} />
      ) : (
        <p className="empty">{t(all.length > 0 ? 'tree.no-problems' : 'step.none')}</p>
      )}
    </Panel>
  )
}
