// A runtime that may not compile WebAssembly while it runs (Workers) cannot read XML: it says so, and nothing is concluded.

import type { XmlReader } from '#core/documents/xml/tree.ts'
import { err } from '#core/verdict.ts'

const ABSENT = err({ code: 'xml.not-available', offset: 0, line: 1 })

export const absentXmlReader: XmlReader = {
  read: async () => ABSENT,
  canonicalise: async () => ABSENT,
}
