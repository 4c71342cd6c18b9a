// The sheet that goes with a request to a CA reached by people: what is asked for, in both languages, to be compared by eye.

import type { Instant } from '#core/verdict.ts'

export interface SheetContents {
  number: number
  connection: string
  subject: string
  sans: readonly string[]
  algorithm: string
  spkiSha256: string
  now: Instant
}

/** Plain text, UTF-8. */
export function requestSheet({ number, connection, subject, sans, algorithm, spkiSha256, now }: SheetContents): string {
  const rows: [string, string][] = [
    ['订单号 Order number', String(number)],
    ['发往 To', connection],
    ['日期 Date', new Date(now).toISOString().slice(0, 10)],
    ['主题 Subject', subject],
    ['域名和地址 Names', sans.join(', ') || '-'],
    ['密钥算法 Key algorithm', algorithm],
    ['公钥摘要 SHA-256 of the public key (SPKI)', spkiSha256.replace(/(..)(?=.)/g, '$1:')],
  ]
  return [
    '证书申请单 Certificate request',
    '',
    ...rows.map(([label, value]) => `${label}: ${value}`),
    '',
    '请核对公钥摘要后签发，并回传完整证书链（PEM、DER 或 P7B，任意顺序）。',
    'Compare the digest of the public key, issue, and send back the whole chain (PEM, DER or P7B, in any order).',
    '本包不含私钥。This pack holds no private key.',
    '',
  ].join('\n')
}
