// The table of rules as docs/lint.md shows it: made from the rules and, for agreement, from zlint's material.

import { CHAIN_RULES } from '#core/lint/chain.ts'
import type { LintRule } from '#core/lint/rule.ts'
import { CERTIFICATE_RULES, REQUEST_RULES, SHARED_RULES } from '#core/lint/rules/index.ts'
import { messages } from '#core/messages/index.ts'
import { type Compared, explanationOf } from './zlint.ts'

export const BEGIN = '<!-- rules: made by scripts/lint-table.ts -->'
export const END = '<!-- end of rules -->'

type Row = Omit<LintRule<never>, 'run' | 'appliesTo'>

const GROUPS: readonly [string, readonly Row[]][] = [
  ['证书 · Certificates', CERTIFICATE_RULES],
  ['证书与申请 · Certificates and requests', SHARED_RULES],
  ['申请 · Requests', REQUEST_RULES],
  ['证书链与双证书 · Chains and pairs', CHAIN_RULES],
]

const SEVERITIES = { error: '错误', warning: '警告', notice: '提示' } as const
const SOURCES = {
  rfc: 'RFC',
  br: 'BR',
  ev: 'EV',
  browser: '浏览器',
  community: '惯例',
  gm: '国密',
  ours: '本系统',
} as const

/** `7/7`, or `6/7*` where a difference is explained. */
function agreementOf(rule: Row, compared: readonly Compared[]): string {
  const own = compared.filter(({ rules }) => rules.includes(rule.id))
  if (own.length === 0) return '—'
  const agreeing = own.filter(({ agrees }) => agrees).length
  return `${agreeing}/${own.length}${own.some((one) => !one.agrees && explanationOf(one)) ? '*' : ''}`
}

function datesOf({ effectiveFrom: from, effectiveUntil: until }: Row): string {
  if (!from && !until) return '—'
  return `${from ?? ''}${until ? `～${until}` : ' 起'}`
}

function line(rule: Row, agreement: string): string {
  const text = (messages[rule.id]?.zh ?? '').replaceAll('|', '\\|')
  const lints = rule.zlint.map((name) => `\`${name}\``).join(' ')
  const cells = [
    `\`${rule.id}\``,
    text,
    SEVERITIES[rule.severity],
    SOURCES[rule.source],
    rule.citation,
    datesOf(rule),
    lints || '—',
  ]
  return `| ${[...cells, agreement].join(' | ')} |`
}

/** One line a rule; without the material the last column is left out of the comparison by `withoutAgreement`. */
export function ruleTable(compared: readonly Compared[]): string {
  const head = '| 代码 | 说明 | 级别 | 来源 | 依据 | 生效 | zlint | 一致 |\n|---|---|---|---|---|---|---|---|'
  return GROUPS.map(([title, rules]) => {
    const rows = [...rules]
      .sort((a, b) => (a.id < b.id ? -1 : 1))
      .map((rule) => line(rule, agreementOf(rule, compared)))
    return `### ${title}\n${head}\n${rows.join('\n')}`
  }).join('\n\n')
}

export function withoutAgreement(table: string): string {
  return table.replace(/ \| [^|]*\|$/gm, ' |')
}

/** `{lints} …` as the page says it in words. */
export function summaryOf(compared: readonly Compared[]): string {
  const lints = new Set(compared.map(({ lint }) => lint)).size
  const agreeing = compared.filter(({ agrees }) => agrees).length
  return `**${lints}** 个 zlint 规则，**${compared.length}** 项期望，**${agreeing}** 项一致，**${compared.length - agreeing}** 项不一致（逐项说明见下）`
}
