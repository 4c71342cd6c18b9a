// README.txt of a package: what is inside, what to do with it and how to get back (house rule; no clause). Chinese first, then English.

import { utf8Octets } from '../asn1/write.ts'
import { toHex } from '../bytes/hex.ts'
import { textOf } from '../messages/index.ts'
import type { Bilingual, StepKind } from '../targets/target.ts'
import type { Finding, Instant } from '../verdict.ts'
import { hostNamesOf } from '../x509/host-names.ts'
import { generalNameText, nameText } from '../x509/names.ts'
import type { CertificateSet, PackagedFile } from './order.ts'

export interface GuideStep {
  text: Bilingual
  command?: string
  file?: { path: string; content: string }
}

/** A recipe with its placeholders filled. */
export interface Guide {
  title: Bilingual
  versions: string
  steps: Readonly<Record<StepKind, readonly GuideStep[]>>
  traps: readonly Bilingual[]
}

export interface GuideContents {
  guide: Guide
  certificates: CertificateSet
  /** Lower-case hexadecimal SHA-256 of the leaf. */
  fingerprint: string
  files: readonly (PackagedFile & { sha256: string })[]
  keyNote: Bilingual
  preflight: readonly Finding[]
  at: Instant
}

type Language = keyof Bilingual

const HEADINGS: Readonly<Record<string, Bilingual>> = {
  title: { zh: '证书安装包', en: 'CERTIFICATE PACKAGE' },
  target: { zh: '目标', en: 'Target' },
  subject: { zh: '主体', en: 'Subject' },
  names: { zh: '名称', en: 'Names' },
  serial: { zh: '序列号', en: 'Serial number' },
  validity: { zh: '有效期（UTC）', en: 'Valid (UTC)' },
  fingerprint: { zh: '证书 SHA-256 指纹', en: 'SHA-256 fingerprint' },
  packed: { zh: '打包时间（UTC）', en: 'Packed (UTC)' },
  files: { zh: '文件（名称、SHA-256、内容）', en: 'Files (name, SHA-256, content)' },
  preflight: { zh: '注意', en: 'Before you begin' },
  install: { zh: '安装', en: 'Install' },
  chain: { zh: '证书链', en: 'Chain' },
  activate: { zh: '生效', en: 'Activate' },
  verify: { zh: '核验（必须做）', en: 'Verify (do not skip)' },
  rollback: { zh: '回退', en: 'Roll back' },
  traps: { zh: '常见的坑', en: 'Traps' },
}

/** The request is long past when a package is made. */
const SHOWN: readonly StepKind[] = ['install', 'chain', 'activate', 'verify', 'rollback']

export function writeGuide(contents: GuideContents): Uint8Array {
  const text = (['zh', 'en'] as const).map((language) => pageIn(language, contents)).join(`\n${'='.repeat(78)}\n\n`)
  // Windows editors of old need both characters at the end of a line.
  return utf8Octets(`\ufeff${text.replaceAll('\n', '\r\n')}`)
}

function pageIn(
  language: Language,
  { guide, certificates, fingerprint, files, keyNote, preflight, at }: GuideContents,
): string {
  const { leaf } = certificates
  const moment = (instant: Instant) => new Date(instant).toISOString().slice(0, 16).replace('T', ' ')
  const line = (key: string, value: string) => `${headed(key, language)}: ${value}`
  return [
    headed('title', language),
    '',
    line('target', `${guide.title[language]} (${guide.versions})`),
    line('subject', nameText(leaf.subject)),
    line('names', hostNamesOf(leaf).map(generalNameText).join(', ') || '—'),
    line('serial', toHex(leaf.serial)),
    line('validity', `${moment(leaf.notBefore)} – ${moment(leaf.notAfter)}`),
    line('fingerprint', fingerprint),
    line('packed', moment(at)),
    '',
    headed('files', language),
    ...files.map(({ name, sha256, about }) => `  ${name}  ${sha256}  ${about[language]}`),
    '',
    keyNote[language],
    ...section(
      language,
      'preflight',
      preflight.map(({ code, params }) => `- ${textOf(code, language, params)}`),
    ),
    ...SHOWN.flatMap((kind) =>
      section(
        language,
        kind,
        guide.steps[kind].flatMap((step, index) => stepLines(step, index, language)),
      ),
    ),
    ...section(
      language,
      'traps',
      guide.traps.map((trap) => `- ${trap[language]}`),
    ),
    '',
  ].join('\n')
}

function headed(key: string, language: Language): string {
  return HEADINGS[key]?.[language] ?? key
}

function section(language: Language, key: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', headed(key, language), ...lines.map((one) => `  ${one}`)]
}

function stepLines({ text, command, file }: GuideStep, index: number, language: Language): string[] {
  const indented = (block: string) => block.split('\n').map((one) => `     ${one}`)
  return [
    `${index + 1}. ${text[language]}`,
    ...(file ? [`   ${file.path}:`, ...indented(file.content)] : []),
    ...(command ? indented(command) : []),
  ]
}
