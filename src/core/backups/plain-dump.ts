// Cuts a plain SQL dump into statements and COPY data without ever acting on a client's backslash command: `\!` in a dump would be a
// command on whoever restores it with psql. Lexical rules of PostgreSQL §4.1 and of psql (COPY data, BEGIN ATOMIC bodies).

export type DumpPiece =
  /** One statement without its final semicolon. */
  | { kind: 'statement'; text: string; line: number }
  /** `COPY … FROM stdin`; its data follows up to `copy-end`. */
  | { kind: 'copy'; text: string; line: number }
  | { kind: 'copy-data'; text: string }
  | { kind: 'copy-end' }
  /** A backslash command of psql up to the end of its line. Never to be carried out. */
  | { kind: 'meta'; text: string; line: number }

/** `unfinished`: the dump stops inside a statement, a quote or COPY data. */
export interface DumpError {
  code: 'too-long' | 'unfinished' | 'text-after-copy'
  line: number
}

/** `push` takes text in which one character is one octet (latin1) of a UTF-8 dump; pieces come out the same way. */
export interface DumpCutter {
  push(text: string): DumpPiece[]
  /** What is left at the end of the file. */
  end(): DumpPiece[]
  error(): DumpError | undefined
}

/** A line or statement that never ends must not fill the memory. */
const MAX_LENGTH = 64 * 1024 * 1024

const COPY_IN = /^COPY\s[^;]*\sFROM\s+stdin\b[^;]*$/i
const ROUTINE = /^CREATE\s+(OR\s+REPLACE\s+)?(FUNCTION|PROCEDURE)\b/i
/** Within one line: none of these can run over its end. */
const TOKEN =
  /--|\/\*|\$(?:[A-Za-z_\u0080-\u00ff][A-Za-z0-9_\u0080-\u00ff]*)?\$|[eE]'|[A-Za-z_\u0080-\u00ff][A-Za-z0-9_$\u0080-\u00ff]*|['"();\\]/g

interface State {
  partial: string
  lines: number
  /** The statement in the making. */
  text: string
  startLine: number
  mode: 'plain' | 'quote' | 'comment' | 'copy'
  quoteEnd: string
  readsBackslashes: boolean
  commentDepth: number
  parens: number
  begins: number
  error?: DumpError
}

export function cutPlainDump(): DumpCutter {
  const state: State = {
    partial: '',
    lines: 0,
    text: '',
    startLine: 1,
    mode: 'plain',
    quoteEnd: '',
    readsBackslashes: false,
    commentDepth: 0,
    parens: 0,
    begins: 0,
  }
  return {
    push: (text) => pushLines(state, text),
    end: () => {
      const pieces = state.partial === '' ? [] : readLines(state, [state.partial])
      if (state.mode !== 'plain' || state.text.trim() !== '')
        state.error ??= { code: 'unfinished', line: state.startLine }
      return pieces
    },
    error: () => state.error,
  }
}

function pushLines(state: State, text: string): DumpPiece[] {
  const whole = state.partial + text
  const end = whole.lastIndexOf('\n') + 1
  state.partial = whole.slice(end)
  if (state.partial.length > MAX_LENGTH) state.error ??= { code: 'too-long', line: state.lines + 1 }
  return end === 0 ? [] : readLines(state, whole.slice(0, end).match(/[^\n]*\n/g) ?? [])
}

function readLines(state: State, lines: readonly string[]): DumpPiece[] {
  const pieces: DumpPiece[] = []
  let data = ''
  const flush = () => {
    if (data !== '') pieces.push({ kind: 'copy-data', text: data })
    data = ''
  }
  for (const line of lines) {
    if (state.error) break
    state.lines++
    if (state.mode !== 'copy') readLine(state, line, pieces)
    else if (/^\\\.\r?\n?$/.test(line)) {
      flush()
      pieces.push({ kind: 'copy-end' })
      state.mode = 'plain'
    } else data += line
    if (state.text.length > MAX_LENGTH) state.error = { code: 'too-long', line: state.startLine }
  }
  flush()
  return pieces
}

function readLine(state: State, line: string, pieces: DumpPiece[]): void {
  let at = 0
  while (at < line.length) {
    if (state.mode === 'quote') at = readQuote(state, line, at)
    else if (state.mode === 'comment') at = readComment(state, line, at)
    else if (state.mode === 'copy') {
      if (line.slice(at).trim() !== '') state.error ??= { code: 'text-after-copy', line: state.lines }
      return
    } else at = readPlain(state, line, at, pieces)
  }
}

/** A doubled quote needs no rule of its own: the text ends and begins anew, with the same outcome. */
function readQuote(state: State, line: string, from: number): number {
  let at = from
  while (at < line.length && !line.startsWith(state.quoteEnd, at))
    at += state.readsBackslashes && line[at] === '\\' ? 2 : 1
  const isEnd = at < line.length
  const end = isEnd ? at + state.quoteEnd.length : line.length
  if (isEnd) {
    // `E'it''s'` goes on as an escape string.
    const goesOn = state.readsBackslashes && line[end] === "'"
    take(state, line.slice(from, goesOn ? end + 1 : end))
    if (goesOn) return end + 1
    state.mode = 'plain'
    return end
  }
  take(state, line.slice(from, end))
  return end
}

function readComment(state: State, line: string, from: number): number {
  for (let at = from; at < line.length; at++) {
    const two = line.slice(at, at + 2)
    if (two !== '*/' && two !== '/*') continue
    state.commentDepth += two === '/*' ? 1 : -1
    at++
    if (state.commentDepth > 0) continue
    state.mode = 'plain'
    take(state, ' ')
    return at + 1
  }
  return line.length
}

function readPlain(state: State, line: string, from: number, pieces: DumpPiece[]): number {
  TOKEN.lastIndex = from
  const found = TOKEN.exec(line)
  const at = found ? found.index : line.length
  take(state, line.slice(from, at))
  if (!found) return line.length
  const [token] = found
  const after = at + token.length
  if (token === '--') {
    take(state, '\n')
    return line.length
  }
  if (token === '/*') {
    state.mode = 'comment'
    state.commentDepth = 1
    return after
  }
  if (token === '\\') {
    pieces.push({ kind: 'meta', text: line.slice(at).trimEnd(), line: state.lines })
    return line.length
  }
  if (token === ';' && state.parens === 0 && state.begins === 0) {
    finish(state, pieces)
    return after
  }
  take(state, token)
  open(state, token)
  return after
}

function open(state: State, token: string): void {
  const isQuote = token === "'" || token === '"' || token === "e'" || token === "E'"
  if (isQuote || /^\$.*\$$/.test(token)) {
    state.mode = 'quote'
    state.quoteEnd = isQuote ? token.slice(-1) : token
    state.readsBackslashes = token.length === 2 && isQuote
  } else if (token === '(') state.parens++
  else if (token === ')') state.parens = Math.max(0, state.parens - 1)
  else if (state.parens === 0 && /^(begin|case|end)$/i.test(token) && ROUTINE.test(state.text)) count(state, token)
}

/** Inside a routine's BEGIN ATOMIC … END a semicolon ends nothing. */
function count(state: State, word: string): void {
  const upper = word.toUpperCase()
  if (upper === 'BEGIN' || (upper === 'CASE' && state.begins > 0)) state.begins++
  if (upper === 'END' && state.begins > 0) state.begins--
}

function finish(state: State, pieces: DumpPiece[]): void {
  const text = state.text.trim()
  state.text = ''
  if (text === '') return
  const isCopy = COPY_IN.test(text)
  pieces.push({ kind: isCopy ? 'copy' : 'statement', text, line: state.startLine })
  if (isCopy) state.mode = 'copy'
}

function take(state: State, text: string): void {
  if (state.text === '') {
    const begun = text.trimStart()
    if (begun === '') return
    state.startLine = state.lines
    state.text = begun
  } else state.text += text
}
