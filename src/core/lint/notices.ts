// User notices of certificate policies (RFC 5280 §4.2.1.4): which qualifiers hold one, and its text.

import { contentsOf, type Der, TAG } from '../asn1/der.ts'
import { parsing } from '../asn1/fields.ts'
import { OID } from '../asn1/oids.ts'
import { latin1, readText, utf8Text } from '../asn1/values.ts'
import { partsOf, policies } from './contents.ts'
import type { Linted } from './subject.ts'

export interface Notice {
  hasReference: boolean
  /** The explicit text, absent when there is none. */
  text?: Der
}

export function noticesOf(one: Linted): Notice[] {
  return policies(one).flatMap(({ qualifiers }) =>
    qualifiers.flatMap(({ oid, value }) => {
      if (oid !== OID.userNoticeQualifier) return []
      const parts = partsOf(value)
      const text = parts.find(({ tag }) => tag !== TAG.sequence)
      return [{ hasReference: parts.some(({ tag }) => tag === TAG.sequence), ...(text && { text }) }]
    }),
  )
}

/** Empty when there is no text; what does not fit its type is tried as UTF-8, as it is most often, and then taken as Latin-1. */
export function noticeText({ text }: Notice): string {
  if (!text) return ''
  const read = parsing(() => readText(text))
  return read.ok ? read.value : (utf8Text(contentsOf(text)) ?? latin1(contentsOf(text)))
}
