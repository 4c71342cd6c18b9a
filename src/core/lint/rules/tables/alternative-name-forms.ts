// How alternative names of subject and issuer are written (RFC 5280 §4.2.1.6, §4.2.1.7): one row a form, two rules a row.

import { has, type LooseName, namesIn } from '../../contents.ts'
import { isFqdnOrIp, isUri, uriHost } from '../../hosts.ts'
import { type LintRule, type Source, sharedRule } from '../../rule.ts'
import type { Linted } from '../../subject.ts'

interface Row {
  name: string
  kind?: LooseName['kind']
  source?: Source
  isBroken(name: LooseName): boolean
  /** The part of zlint's names behind `e_ext_san_` and `e_ext_ian_`, or behind `e_san_` and `e_ian_`. */
  zlint: string
}

/** Up to the first colon, as RFC 3986 §3.1 writes a scheme. */
const SCHEME = /^[a-z][a-z0-9+.-]*:/i
const isForeign = ({ bytes }: LooseName) => bytes.some((octet) => octet > 0x7f)

const ROWS: readonly Row[] = [
  {
    name: 'empty-name',
    isBroken: ({ bytes, kind }) => bytes.length === 0 && kind !== 'directory',
    zlint: 'ext:empty_name',
  },
  { name: 'host-not-ascii', kind: 'dns', isBroken: isForeign, zlint: 'ext:dns_not_ia5_string' },
  {
    name: 'host-blank',
    kind: 'dns',
    isBroken: ({ text }) => text.trim() === '' && text !== '',
    zlint: 'ext:space_dns_name',
  },
  {
    name: 'host-null',
    kind: 'dns',
    source: 'community',
    isBroken: ({ text }) => text.includes('\0'),
    zlint: 'dns_name_includes_null_char',
  },
  {
    name: 'host-period',
    kind: 'dns',
    source: 'community',
    isBroken: ({ text }) => text.startsWith('.'),
    zlint: 'dns_name_starts_with_period',
  },
  {
    name: 'host-bare-wildcard',
    kind: 'dns',
    source: 'community',
    isBroken: ({ text }) => /(^|\.)\*$/.test(text),
    zlint: 'bare_wildcard',
  },
  {
    name: 'host-late-wildcard',
    kind: 'dns',
    source: 'community',
    isBroken: ({ text }) => text.lastIndexOf('*') > 0,
    zlint: 'wildcard_not_first',
  },
  {
    name: 'mailbox',
    kind: 'email',
    isBroken: ({ text }) => !/^[^\s<>@]+@[^\s<>@]+$/.test(text),
    zlint: 'ext:rfc822_format_invalid',
  },
  { name: 'uri-not-ascii', kind: 'uri', isBroken: isForeign, zlint: 'ext:uri_not_ia5' },
  { name: 'uri-relative', kind: 'uri', isBroken: ({ text }) => !SCHEME.test(text), zlint: 'ext:uri_relative' },
  { name: 'uri-form', kind: 'uri', isBroken: ({ text }) => !isUri(text), zlint: 'ext:uri_format_invalid' },
  { name: 'uri-host', kind: 'uri', isBroken: hasOddHost, zlint: 'ext:uri_host_not_fqdn_or_ip' },
]

function hasOddHost({ text }: LooseName): boolean {
  const host = uriHost(text)
  return host === undefined ? !SCHEME.test(text) || /^[^:]*:\//.test(text) : !isFqdnOrIp(host)
}

const SIDES = [
  { extension: 'subjectAltName', id: 'names', zlint: 'san' },
  { extension: 'issuerAltName', id: 'issuer-names', zlint: 'ian' },
] as const

function rulesOf(row: Row): LintRule<Linted>[] {
  return SIDES.map(({ extension, id, zlint }) =>
    sharedRule({
      id: `lint.${id}-${row.name}`,
      severity: 'error',
      source: row.source ?? 'rfc',
      citation: 'RFC 5280 §4.2.1.6',
      zlint: [row.zlint.startsWith('ext:') ? `e_ext_${zlint}_${row.zlint.slice(4)}` : `e_${zlint}_${row.zlint}`],
      when: (one) => has(one, extension),
      find: (one) =>
        namesIn(one, extension)
          .filter((name) => (row.kind === undefined || name.kind === row.kind) && row.isBroken(name))
          .map(({ text }) => text || '—'),
    }),
  )
}

const EMPTY: readonly LintRule<Linted>[] = SIDES.map(({ extension, id, zlint }) =>
  sharedRule({
    id: `lint.${id}-none`,
    severity: 'error',
    source: 'rfc',
    citation: 'RFC 5280 §4.2.1.6',
    zlint: [`e_ext_${zlint}_no_entries`],
    when: (one) => has(one, extension),
    find: (one) => namesIn(one, extension).length === 0,
  }),
)

export const ALTERNATIVE_NAME_RULES: readonly LintRule<Linted>[] = [...ROWS.flatMap(rulesOf), ...EMPTY]
