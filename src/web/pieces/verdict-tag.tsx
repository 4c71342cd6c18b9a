// One look for every judgement: a shape, a word and a tone. The shape and the word carry the meaning; the tone only helps the eye.

import {
  CheckCircleFilled,
  ClockCircleOutlined,
  CloseCircleFilled,
  MinusCircleOutlined,
  QuestionCircleFilled,
  SyncOutlined,
  WarningFilled,
} from '@ant-design/icons'
import type { ReactNode } from 'react'
import { type TextKey, useWords } from '../language/index.ts'

export type Tone = 'good' | 'warn' | 'bad' | 'unknown' | 'none' | 'accent'

const ICONS: Record<Tone, ReactNode> = {
  good: <CheckCircleFilled />,
  warn: <WarningFilled />,
  bad: <CloseCircleFilled />,
  unknown: <QuestionCircleFilled />,
  none: <MinusCircleOutlined />,
  accent: <SyncOutlined />,
}

const TONES: Record<string, Tone> = {
  pass: 'good',
  warn: 'warn',
  fail: 'bad',
  unknown: 'unknown',
  skipped: 'none',
  VALID: 'good',
  VALID_WITH_DEFECTS: 'warn',
  INDETERMINATE: 'unknown',
  INVALID: 'bad',
  passed: 'good',
  defective: 'warn',
  indeterminate: 'unknown',
  failed: 'bad',
  normal: 'good',
  warning: 'warn',
  abnormal: 'bad',
  unchecked: 'unknown',
  'not-applicable': 'none',
  ok: 'good',
  notice: 'accent',
  critical: 'bad',
  expired: 'bad',
}

export function toneOf(value: string | null | undefined): Tone {
  return (value && TONES[value]) || 'none'
}

export function Badge({ tone, children, bare = false }: { tone: Tone; children: ReactNode; bare?: boolean }) {
  const icon = tone === 'accent' ? <ClockCircleOutlined /> : ICONS[tone]
  return (
    <span className={`verdict tone-${tone}${bare ? ' bare' : ''}`}>
      {icon}
      {children}
    </span>
  )
}

/** The icon alone, named for those who do not see it; an empty label says that the word stands beside it. */
export function VerdictIcon({ value, label }: { value: string | null | undefined; label?: string }) {
  const words = useVerdictWord()
  const tone = toneOf(value)
  const name = label ?? words(value)
  return (
    <span
      className={`verdict bare tone-${tone}`}
      {...(name ? { role: 'img', 'aria-label': name } : { 'aria-hidden': true })}
    >
      {ICONS[tone]}
    </span>
  )
}

export function useVerdictWord(): (value: string | null | undefined) => string {
  const { t } = useWords()
  return (value) => (value && value in TONES ? t(`verdict.${value}` as TextKey) : t('verdict.none'))
}

/** Any of the product's judgements: a probe's, a signature's, a step's, an inspection item's, a certificate's level. */
export function VerdictTag({ value, bare }: { value: string | null | undefined; bare?: boolean }) {
  const words = useVerdictWord()
  return (
    <Badge tone={toneOf(value)} {...(bare ? { bare } : {})}>
      {words(value)}
    </Badge>
  )
}
