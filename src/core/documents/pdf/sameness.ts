// Whether two values, each in its own revision of a file, mean the same: references are followed, numbering does not matter.
// Pages and form fields are compared in their own right, so here they are only recognised: a link to page 3 is a link to page 3.

import { equalBytes } from '../../bytes/bytes.ts'
import type { PdfDocument } from './document.ts'
import { asReference, isComposite, type PdfDictionary, type PdfValue } from './values.ts'

/** A revision, with the names under which its pages and fields are known. */
export interface NamedRevision {
  document: PdfDocument
  /** By object number. */
  labels: ReadonlyMap<number, string>
}

/** More comparisons than any honest file needs: then the answer is `false`. */
const MAX_COMPARISONS = 500_000
const MAX_DEPTH = 500

export class Sameness {
  private readonly before: NamedRevision
  private readonly after: NamedRevision
  private readonly assumed = new Set<string>()
  private left = MAX_COMPARISONS

  constructor(before: NamedRevision, after: NamedRevision) {
    this.before = before
    this.after = after
  }

  holds(a: PdfValue | undefined, b: PdfValue | undefined, depth = 0): boolean {
    if (--this.left < 0 || depth > MAX_DEPTH) return false
    const [first, second] = [asReference(a), asReference(b)]
    const labels = [first && this.before.labels.get(first.number), second && this.after.labels.get(second.number)]
    if (labels[0] !== undefined || labels[1] !== undefined) return labels[0] === labels[1]
    if (first && second) {
      const pair = `${first.number} ${second.number}`
      if (this.assumed.has(pair)) return true
      this.assumed.add(pair)
    }
    return this.sameResolved(this.before.document.resolve(a), this.after.document.resolve(b), depth)
  }

  private sameResolved(a: PdfValue, b: PdfValue, depth: number): boolean {
    if (!isComposite(a) || !isComposite(b)) return a === b
    if (a.type === 'dictionary' && b.type === 'dictionary') return this.differingKeys(a, b, depth).length === 0
    if (a.type === 'stream' && b.type === 'stream') {
      return equalBytes(a.data, b.data) && this.differingKeys(a.dictionary, b.dictionary, depth).length === 0
    }
    if (a.type === 'array' && b.type === 'array') {
      const { items } = b
      return a.items.length === items.length && a.items.every((one, i) => this.holds(one, items[i], depth + 1))
    }
    if (a.type === 'string' && b.type === 'string') return equalBytes(a.bytes, b.bytes)
    return a.type === 'name' && b.type === 'name' && a.name === b.name
  }

  /** Keys whose values differ, or that only one has; a key with the value null is no key (ISO 32000-1 §7.3.7). */
  differingKeys(a: PdfDictionary, b: PdfDictionary, depth = 0): string[] {
    const keys = new Set([...a.entries.keys(), ...b.entries.keys()])
    return [...keys].filter((key) => !this.holds(a.entries.get(key) ?? null, b.entries.get(key) ?? null, depth + 1))
  }
}
