// The steps of a ticket as buttons and small forms. Which are offered follows from its state; the server decides.

import { Button } from 'antd'
import { useState } from 'react'
import { write } from '../api.ts'
import { useWords } from '../language/index.ts'
import { type Field, FormDialog, type Values } from '../pieces/field-form.tsx'
import { isPauseReason, type Milestone, TICKET_KINDS, type Ticket } from './shapes.ts'

const STEPS = [
  'respond',
  'support',
  'arrive',
  'assign',
  'plan',
  'resolve',
  'describe',
  'pause',
  'resume',
  'reclassify',
  'comment',
  'close',
  'reopen',
] as const
type Step = (typeof STEPS)[number]

/** 004 names three; the server refuses what the contract does not allow. */
const PAUSE_REASONS = ['customer', 'third-party', 'maintenance-window'] as const
const REACHED: Partial<Record<Step, Milestone>> = { respond: 'responded', support: 'supported', arrive: 'arrived' }

function isOffered(step: Step, { state, kind, milestones, paused }: Ticket): boolean {
  if (step === 'comment') return true
  if (state === 'closed') return step === 'reopen'
  if (state === 'resolved') return step === 'close' || step === 'reopen' || step === 'describe'
  if (step === 'close' || step === 'reopen') return false
  if (step === 'resume') return paused.length > 0
  if (step === 'plan') return kind === 'vulnerability' || kind === 'requirement' || kind === 'change'
  if (step === 'support' || step === 'arrive')
    return kind === 'fault' && milestones[REACHED[step] ?? 'responded'] === null
  return step !== 'respond' || milestones.responded === null
}

/** The one to take next. */
function isNext(step: Step, { state, milestones }: Ticket): boolean {
  if (state === 'resolved') return step === 'close'
  return state === 'open' && step === (milestones.responded === null ? 'respond' : 'resolve')
}

function useFields(ticket: Ticket): Record<Step, Field[]> {
  const { t } = useWords()
  const note: Field[] = [{ name: 'note', title: t('ticket.note'), type: 'long' }]
  const account = (isRequired: boolean): Field[] =>
    (['phenomenon', 'cause', 'resolution'] as const).map((name) => ({
      name,
      title: t(`ticket.${name}`),
      type: 'long',
      isRequired,
    }))
  const report: Field = { name: 'report', title: t('ticket.report'), type: 'long', hint: t('ticket.report.hint') }
  const reason: Field = { name: 'reason', title: t('ticket.reason'), type: 'long', isRequired: true }
  const why = (reasons: readonly string[]): Field => ({
    name: 'reason',
    title: t('ticket.reason'),
    type: 'choice',
    isRequired: true,
    options: reasons.map((value) => ({ value, label: isPauseReason(value) ? t(`ticket.pause.${value}`) : value })),
  })
  return {
    respond: note,
    support: note,
    arrive: note,
    assign: [{ name: 'name', title: t('ticket.assignee'), type: 'text', isRequired: true }],
    plan: [{ name: 'plan', title: t('ticket.plan'), type: 'long', isRequired: true }],
    describe: [...account(false), ...(ticket.kind === 'fault' ? [report] : [])],
    pause: [
      why(PAUSE_REASONS),
      { name: 'approver', title: t('ticket.approver'), type: 'text', isRequired: true },
      { name: 'evidence', title: t('ticket.evidence'), type: 'long', isRequired: true },
    ],
    resume: [why(ticket.paused)],
    reclassify: [
      {
        name: 'kind',
        title: t('ticket.kind'),
        type: 'choice',
        options: TICKET_KINDS.map((value) => ({ value, label: t(`ticket.kind.${value}`) })),
      },
      {
        name: 'site',
        title: t('ticket.site'),
        type: 'choice',
        options: (['urban', 'suburban'] as const).map((value) => ({ value, label: t(`ticket.site.${value}`) })),
      },
      { name: 'systemsAffected', title: t('ticket.systems-affected'), type: 'count' },
      { name: 'usersPercent', title: t('ticket.users-percent'), type: 'count' },
      reason,
    ],
    comment: [{ name: 'comment', title: t('ticket.note'), type: 'long', isRequired: true }],
    resolve: account(true),
    close: ticket.kind === 'fault' ? [{ ...report, isRequired: true }] : [],
    reopen: [reason],
  }
}

function initialOf(step: Step, ticket: Ticket): Values {
  const { phenomenon, cause, resolution, report, plan, kind, site, systemsAffected, usersPercent, paused } = ticket
  const texts = { phenomenon: phenomenon ?? '', cause: cause ?? '', resolution: resolution ?? '' }
  const initial: Partial<Record<Step, Values>> = {
    resolve: texts,
    describe: { ...texts, report: report ?? '' },
    close: { report: report ?? '' },
    plan: { plan: plan ?? '' },
    pause: { reason: 'customer' },
    resume: { reason: paused[0] ?? '' },
    reclassify: { kind, site, systemsAffected: String(systemsAffected), usersPercent: usersPercent?.toString() ?? '' },
    assign: { name: ticket.assigneeName ?? '' },
  }
  return initial[step] ?? {}
}

export function TicketSteps({ ticket }: { ticket: Ticket }) {
  const { t } = useWords()
  const [step, setStep] = useState<Step>()
  const fields = useFields(ticket)
  return (
    <div className="ticket-steps">
      {STEPS.filter((one) => isOffered(one, ticket)).map((one) => (
        <Button key={one} size="small" type={isNext(one, ticket) ? 'primary' : 'default'} onClick={() => setStep(one)}>
          {t(`ticket.step.${one}`)}
        </Button>
      ))}
      {step && (
        <FormDialog
          key={step}
          title={`${t(`ticket.step.${step}`)} · ${ticket.number}`}
          fields={fields[step]}
          initial={initialOf(step, ticket)}
          actionText={t(`ticket.step.${step}`)}
          send={(values) => write('POST', `/tickets/${ticket.id}/steps`, { step, ...values })}
          onClose={() => setStep(undefined)}
        />
      )}
    </div>
  )
}
