// libxml2 in WebAssembly, used below its JavaScript wrapper: parsing a document, walking its nodes and canonicalising some of them
// need three functions and a few words of memory, and the wrapper makes an object of every node it is asked about.
// The offsets are those of libxml2's public headers (tree.h, xmlerror.h) on a 32-bit machine; the version is pinned.

import type { LibXml2 } from 'libxml2-wasm/lib/libxml2raw.mjs'
import type { Canonicalisation } from '#core/documents/xml/tree.ts'

/** XML_PARSE_NONET, NOCDATA, HUGE (our own limits apply), IGNORE_ENC, NO_XXE, NO_SYS_CATALOG, SKIP_IDS. */
const OPTIONS = 2048 | 16_384 | 524_288 | 2_097_152 | 8_388_608 | 33_554_432 | 134_217_728
const MODES: Readonly<Record<Canonicalisation['method'], number>> = { 'c14n-1.0': 0, exclusive: 1, 'c14n-1.1': 2 }

export const NODE = {
  element: 1,
  attribute: 2,
  text: 3,
  cdata: 4,
  instruction: 7,
  comment: 8,
  declaration: 18,
} as const

export interface LibraryError {
  code: number
  line: number
  column: number
}

/** Words of a node, by index of 32-bit words from its pointer. */
export const WORD = {
  own: 0,
  type: 1,
  name: 2,
  children: 3,
  next: 6,
  namespace: 9,
  content: 10,
  attributes: 11,
} as const
const DECLARATIONS = 12
const LINE_OFFSET = 56

export class Libxml2 {
  readonly #lib: LibXml2
  readonly #onError: number
  readonly #onWrite: number
  readonly #onClose: number
  readonly #isVisible: number
  readonly #names = new Map<number, string>()
  #firstError: LibraryError | undefined
  #output: Uint8Array[] = []
  #outputLeft = 0
  #selected: (order: number) => boolean = () => true

  private constructor(lib: LibXml2) {
    this.#lib = lib
    lib._xmlInitParser()
    this.#onError = lib.addFunction((_: number, error: number) => this.#noteError(error), 'vii')
    this.#onWrite = lib.addFunction((_: number, at: number, length: number) => this.#write(at, length), 'iiii')
    this.#onClose = lib.addFunction(() => 0, 'ii')
    this.#isVisible = lib.addFunction((_: number, node: number, parent: number) => this.#see(node, parent), 'iiii')
  }

  /** An instance of its own: dropping it gives back all its memory. */
  static async load(): Promise<Libxml2> {
    const { default: instantiate } = await import('libxml2-wasm/lib/libxml2raw.mjs')
    return new Libxml2(await instantiate())
  }

  get heapBytes(): number {
    return this.#lib.HEAPU8.length
  }

  /** The pointer of the document, or the first error. */
  parse(utf8: Uint8Array): number | LibraryError {
    const lib = this.#lib
    const input = lib._malloc(utf8.length + 1)
    const context = lib._xmlNewParserCtxt()
    try {
      if (input === 0 || context === 0) return { code: 2, line: 1, column: 1 }
      lib.HEAPU8.set(utf8, input)
      lib.HEAPU8[input + utf8.length] = 0
      this.#firstError = undefined
      this.#names.clear()
      lib._xmlCtxtSetErrorHandler(context, this.#onError, 0)
      const document = lib._xmlCtxtReadMemory(context, input, utf8.length, 0, 0, OPTIONS)
      if (document !== 0 && !this.#firstError) return document
      if (document !== 0) this.free(document)
      return this.#firstError ?? { code: 1, line: 1, column: 1 }
    } finally {
      lib._xmlFreeParserCtxt(context)
      lib._free(input)
    }
  }

  free(document: number): void {
    this.#lib._xmlFreeDoc(document)
  }

  word(pointer: number, index: number): number {
    return this.#lib.HEAP32[(pointer >> 2) + index] ?? 0
  }

  /** Leaves the node's place in document order in the word libxml2 keeps for its callers (`_private`). */
  setOrder(pointer: number, order: number): void {
    this.#lib.HEAP32[pointer >> 2] = order
  }

  text(pointer: number): string {
    if (pointer === 0) return ''
    const heap = this.#lib.HEAPU8
    const end = heap.indexOf(0, pointer)
    return Buffer.from(heap.buffer, pointer, end - pointer).toString('utf8')
  }

  /** Names and namespaces are interned by the library: each is decoded once. */
  name(pointer: number): string {
    const known = this.#names.get(pointer)
    if (known !== undefined) return known
    const name = this.text(pointer)
    this.#names.set(pointer, name)
    return name
  }

  line(node: number): number {
    const heap = this.#lib.HEAPU8
    return (heap[node + LINE_OFFSET] ?? 0) | ((heap[node + LINE_OFFSET + 1] ?? 0) << 8)
  }

  /** Pointers of the namespace declarations written at an element. */
  *declarationsAt(element: number): Generator<number> {
    for (let at = this.word(element, DECLARATIONS); at !== 0; at = this.word(at, 0)) yield at
  }

  /**
   * @param path pointers from the root down to the element that matters; what stands beside them is not looked at
   * @param selected by the order left in each node; absent: everything
   * @returns undefined where the output would exceed `maxBytes`; false where libxml2 refuses
   */
  canonicalise(
    document: number,
    how: Canonicalisation,
    maxBytes: number,
    path: readonly number[],
    selected?: (order: number) => boolean,
  ): Uint8Array | undefined | false {
    const restore = this.#narrow(document, path)
    try {
      return this.#execute(document, how, maxBytes, selected)
    } finally {
      restore()
    }
  }

  #execute(
    document: number,
    how: Canonicalisation,
    maxBytes: number,
    selected: ((order: number) => boolean) | undefined,
  ): Uint8Array | undefined | false {
    const lib = this.#lib
    this.#output = []
    this.#outputLeft = maxBytes
    this.#selected = selected ?? (() => true)
    const prefixes = how.method === 'exclusive' ? this.#stringArray(how.inclusivePrefixes ?? []) : 0
    const buffer = lib._xmlOutputBufferCreateIO(this.#onWrite, this.#onClose, 0, 0)
    const callback = selected ? this.#isVisible : 0
    const mode = MODES[how.method]
    const result = lib._xmlC14NExecute(document, callback, 0, mode, prefixes, how.withComments ? 1 : 0, buffer)
    const closed = lib._xmlOutputBufferClose(buffer)
    if (prefixes !== 0) lib._free(prefixes)
    const pieces = this.#output
    this.#output = []
    if (this.#outputLeft < 0) return undefined
    return result < 0 || closed < 0 ? false : new Uint8Array(Buffer.concat(pieces))
  }

  /** Makes each element of the path the only child of the one before, and says how to undo it. */
  #narrow(document: number, path: readonly number[]): () => void {
    const changed: { index: number; was: number }[] = []
    const set = (pointer: number, word: number, value: number) => {
      changed.push({ index: (pointer >> 2) + word, was: this.word(pointer, word) })
      this.#lib.HEAP32[(pointer >> 2) + word] = value
    }
    let parent = document
    for (const node of path) {
      set(parent, WORD.children, node)
      set(node, WORD.next, 0)
      parent = node
    }
    return () => {
      for (const { index, was } of changed) this.#lib.HEAP32[index] = was
    }
  }

  /** A NULL-terminated array of C strings in one block; '' becomes `#default`, as libxml2 has it. */
  #stringArray(strings: readonly string[]): number {
    if (strings.length === 0) return 0
    const lib = this.#lib
    const encoded = strings.map((one) => Buffer.from(`${one === '' ? '#default' : one}\0`, 'utf8'))
    const table = 4 * (strings.length + 1)
    const block = lib._malloc(table + encoded.reduce((sum, one) => sum + one.length, 0))
    let at = block + table
    for (const [index, one] of encoded.entries()) {
      lib.HEAP32[(block >> 2) + index] = at
      lib.HEAPU8.set(one, at)
      at += one.length
    }
    lib.HEAP32[(block >> 2) + strings.length] = 0
    return block
  }

  #write(at: number, length: number): number {
    this.#outputLeft -= length
    if (this.#outputLeft < 0) return -1
    this.#output.push(this.#lib.HEAPU8.slice(at, at + length))
    return length
  }

  /** Attributes and declarations have no place of their own: their element's decides. */
  #see(node: number, parent: number): number {
    const type = this.word(node, WORD.type)
    const isOfElement = type === NODE.attribute || type === NODE.declaration
    const owner = isOfElement ? parent : node
    return owner !== 0 && this.#selected(this.word(owner, WORD.own)) ? 1 : 0
  }

  /** Warnings (level 1) stop nothing; a namespace error (level 2) leaves a tree that is not the document. */
  #noteError(error: number): void {
    if (this.#firstError || this.word(error, 3) < 2) return
    this.#firstError = { code: this.word(error, 1), line: this.word(error, 5), column: this.word(error, 10) }
  }
}
