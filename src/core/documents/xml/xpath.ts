// The XPath expressions signatures filter with, and no others: those that keep or drop whole subtrees (XMLDSig 1.1 §6.6.3; XPath
// Filter 2.0 §3). A general evaluator would let the signer spend the verifier's time, and hide what is signed.

import { elementsById } from './identifiers.ts'
import { DS } from './names.ts'
import { attributeOf, elementsWithin, isElement, type XmlDocument, type XmlElement, type XmlNode } from './tree.ts'

export interface XPathContext {
  document: XmlDocument
  /** The XPath element: its namespaces resolve prefixes. */
  element: XmlElement
  /** The element that `here()` is in. */
  here: XmlElement
}

type Test = (node: XmlNode) => boolean

/** The specification's own way of writing the enveloped-signature transform as an expression (XMLDSig 1.1 §6.6.4). */
const ENVELOPED =
  /^count\(ancestor-or-self::(\w+):Signature\|here\(\)\/ancestor::\1:Signature\[1\]\)>count\(ancestor-or-self::\1:Signature\)$/

/**
 * Filter 1: whether a node stays. Read are `not(…)`, `and`, `or`, parentheses and `ancestor-or-self::name[@attribute='value']`,
 * which mean the same for an attribute as for its element.
 * @returns undefined for any other expression
 */
export function readFilter(text: string, context: XPathContext): Test | undefined {
  const compact = text.replace(/\s+/g, '')
  const enveloped = ENVELOPED.exec(compact)
  if (enveloped && namespaceOf(context.element, enveloped[1] ?? '') === DS) {
    const own = ancestorNamed(context.here, DS, 'Signature')
    return (node) => !own || node.order < own.order || node.order > own.lastOrder
  }
  const reader = new FilterReader(tokensOf(text), context)
  return reader.read()
}

const TOKEN =
  /\s*(ancestor-or-self\s*::|not\s*\(|and\b|or\b|\(|\)|\[@[^\]]*\]|\*|[A-Za-z_][\w.-]*(?::(?:[A-Za-z_][\w.-]*|\*))?)/y

function tokensOf(text: string): string[] | undefined {
  const tokens: string[] = []
  const trimmed = text.trimEnd()
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < trimmed.length && tokens.length < 200) {
    const [, token] = TOKEN.exec(trimmed) ?? []
    if (token === undefined) return undefined
    tokens.push(token.replace(/\s+(?=\(|::)/, ''))
  }
  return tokens.length < 200 ? tokens : undefined
}

class FilterReader {
  readonly #tokens: string[]
  readonly #context: XPathContext
  #depth = 0

  constructor(tokens: string[] | undefined, context: XPathContext) {
    this.#tokens = tokens ? [...tokens] : ['?']
    this.#context = context
  }

  read(): Test | undefined {
    const test = this.#either()
    return this.#tokens.length === 0 ? test : undefined
  }

  #either(): Test | undefined {
    let left = this.#both()
    while (left && this.#tokens[0] === 'or') {
      this.#tokens.shift()
      const [a, b]: [Test, Test | undefined] = [left, this.#both()]
      left = b && ((node) => a(node) || b(node))
    }
    return left
  }

  #both(): Test | undefined {
    let left = this.#one()
    while (left && this.#tokens[0] === 'and') {
      this.#tokens.shift()
      const [a, b]: [Test, Test | undefined] = [left, this.#one()]
      left = b && ((node) => a(node) && b(node))
    }
    return left
  }

  #one(): Test | undefined {
    const token = this.#tokens.shift()
    if (token === 'not(' || token === '(') {
      if (++this.#depth > 20) return undefined
      const inner = this.#either()
      if (this.#tokens.shift() !== ')') return undefined
      return inner && token === 'not(' ? (node) => !inner(node) : inner
    }
    return token === 'ancestor-or-self::' ? this.#ancestor() : undefined
  }

  #ancestor(): Test | undefined {
    const name = readNameTest(this.#tokens.shift(), this.#context.element)
    const predicates: ElementTest[] = []
    while (this.#tokens[0]?.startsWith('[')) {
      const predicate = readPredicate(this.#tokens.shift() ?? '')
      if (!predicate) return undefined
      predicates.push(predicate)
    }
    if (!name) return undefined
    const fits = (element: XmlElement) => name(element) && predicates.every((one) => one(element))
    return (node) => {
      for (let at: XmlNode | undefined = node; at; at = at.parent) if (isElement(at) && fits(at)) return true
      return false
    }
  }
}

type ElementTest = (element: XmlElement) => boolean

function readNameTest(name: string | undefined, scope: XmlElement): ElementTest | undefined {
  if (name === '*') return () => true
  const [, prefix, local] = /^(?:([\w.-]+):)?([\w.-]+|\*)$/.exec(name ?? '') ?? []
  if (local === undefined) return undefined
  // A name without a prefix has no namespace in XPath, whatever the default one is (XPath 1.0 §2.3).
  const namespace = prefix === undefined ? '' : namespaceOf(scope, prefix)
  if (namespace === undefined) return undefined
  return (element) => element.namespace === namespace && (local === '*' || element.local === local)
}

function readPredicate(text: string): ElementTest | undefined {
  const [, name, single, double] = /^\[@([\w.-]+)\s*=\s*(?:'([^']*)'|"([^"]*)")\s*\]$/.exec(text) ?? []
  const value = single ?? double
  return name === undefined || value === undefined ? undefined : (element) => attributeOf(element, name) === value
}

function namespaceOf(element: XmlElement, prefix: string): string | undefined {
  for (let at: XmlElement | undefined = element; at; at = at.parent) {
    const declared = at.declarations.find((one) => one.prefix === prefix)
    if (declared) return declared.namespace
  }
  return undefined
}

function ancestorNamed(element: XmlElement, namespace: string, local: string): XmlElement | undefined {
  let at: XmlElement | undefined = element
  while (at && !(at.namespace === namespace && at.local === local)) at = at.parent
  return at
}

const STEP = /^(?:(child|descendant|descendant-or-self)::)?([\w.*:-]+?)((?:\[[^\]]*\])*)$/

/**
 * Filter 2: the elements an expression selects, each standing for its subtree. Read are absolute location paths over elements with
 * `[@attribute='value']` and `[position]`, `id('x')` and `here()/ancestor::ds:Signature[1]`, joined by `|`.
 * @returns undefined for any other expression
 */
export function readSelection(text: string, context: XPathContext): XmlElement[] | undefined {
  const found: XmlElement[] = []
  for (const path of text.split('|')) {
    const elements = readPath(path.trim(), context)
    if (!elements) return undefined
    found.push(...elements)
  }
  return found
}

function readPath(path: string, context: XPathContext): XmlElement[] | undefined {
  const [, id] = /^id\(\s*(?:'([^']*)'|"([^"]*)")\s*\)$/.exec(path)?.filter((one) => one !== undefined) ?? []
  if (id !== undefined) return [...elementsById(context.document, id)]
  const [, prefix] = /^here\(\)\/ancestor::([\w.-]+):Signature\[1\]$/.exec(path) ?? []
  if (prefix !== undefined) {
    const own = namespaceOf(context.element, prefix) === DS ? ancestorNamed(context.here, DS, 'Signature') : undefined
    return own ? [own] : undefined
  }
  if (!path.startsWith('/')) return undefined
  return path === '/' ? [context.document.root] : walkSteps(path, context)
}

function walkSteps(path: string, context: XPathContext): XmlElement[] | undefined {
  let current: readonly (XmlElement | undefined)[] = [undefined]
  const steps = path.replaceAll('//', '/descendant-or-self::node()/').split('/').slice(1)
  let fromAnywhere = false
  for (const text of steps) {
    if (text === 'descendant-or-self::node()') {
      fromAnywhere = true
      continue
    }
    const [, axis = 'child', name, predicates = ''] = STEP.exec(text.trim()) ?? []
    const test = readNameTest(name, context.element)
    const filters = readPositions(predicates)
    // A position counts among the children of one parent, so it may not follow `//`.
    if (!test || !filters || (fromAnywhere && filters.some(({ position }) => position !== undefined))) return undefined
    const deep = fromAnywhere || axis !== 'child'
    current = current.flatMap((one) => select(one, deep, axis, context.document).filter(test).filter(keep(filters)))
    current = [...new Set(current)]
    fromAnywhere = false
  }
  return fromAnywhere ? undefined : current.filter((one) => one !== undefined)
}

function select(from: XmlElement | undefined, deep: boolean, axis: string, document: XmlDocument): XmlElement[] {
  if (!deep) return from ? from.children.filter(isElement) : [document.root]
  const inside = [...elementsWithin(from ?? document.root)]
  return from && axis !== 'descendant-or-self' ? inside.slice(1) : inside
}

interface Filter {
  test?: ElementTest
  position?: number
}

function readPositions(text: string): Filter[] | undefined {
  const filters: Filter[] = []
  for (const [one] of text.matchAll(/\[[^\]]*\]/g)) {
    const position = /^\[(\d{1,6})\]$/.exec(one)?.[1]
    const test = readPredicate(one)
    if (position === undefined && !test) return undefined
    filters.push({ ...(position !== undefined && { position: Number(position) }), ...(test && { test }) })
  }
  return filters.length > 1 && filters.some(({ position }) => position !== undefined) ? undefined : filters
}

function keep(filters: readonly Filter[]): (element: XmlElement, index: number) => boolean {
  return (element, index) =>
    filters.every(({ test, position }) => (test ? test(element) : position === undefined || index + 1 === position))
}
