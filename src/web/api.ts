// Every call to the product goes through here: same origin, cookie session, problem documents as errors.

import { currentLanguage } from './language/index.ts'

/** RFC 9457, as the product sends it. */
export interface Problem {
  type: string
  title: string
  status: number
  detail: string
  code: string
  /** The request id, for the people who read the log. */
  instance: string
}

export class ProblemError extends Error {
  readonly problem: Problem

  constructor(problem: Problem) {
    super(problem.detail)
    this.name = 'ProblemError'
    this.problem = problem
  }
}

/** One page of a list; `nextCursor` is absent or null on the last one. */
export interface Page<T> {
  items: T[]
  nextCursor?: string | null
}

type Query = Record<string, string | number | boolean | null | undefined>

/** `/api/v1` + path + the query's given values; empty ones are left out. */
export function apiUrl(path: string, query: Query = {}): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== '')
  const search = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString()
  return `/api/v1${path}${search ? `?${search}` : ''}`
}

async function problemOf(response: Response): Promise<Problem> {
  const isProblem = response.headers.get('content-type')?.includes('json') ?? false
  const body: Partial<Problem> = isProblem ? await response.json().catch(() => ({})) : {}
  return {
    type: body.type ?? 'about:blank',
    title: body.title ?? `HTTP ${response.status}`,
    status: response.status,
    detail: body.detail ?? '',
    code: body.code ?? '',
    instance: body.instance ?? response.headers.get('x-request-id') ?? '',
  }
}

const UNREACHABLE: Problem = {
  type: 'about:blank',
  title: 'unreachable',
  status: 0,
  detail: '',
  code: 'console.unreachable',
  instance: '',
}

/** Every change under a session carries it, against forged requests; every answer under a session brings the present one. */
const TOKEN = 'x-csrf-token'
const TOKEN_REFUSED = 'app.csrf-token'
let token: string | null = null

/** Asks the person who they are; true when they have proven it. */
type ProofDialog = () => Promise<boolean>

let proofDialog: ProofDialog | undefined

/** Whom to ask when the server wants a fresh proof. Gives back how to take it away again. */
export function askFreshProof(dialog: ProofDialog): () => void {
  proofDialog = dialog
  return () => {
    if (proofDialog === dialog) proofDialog = undefined
  }
}

/** Whether to send again: the server wanted a fresh proof, and has it now. */
async function isProvenAfresh(problem: Problem): Promise<boolean> {
  return problem.code === 'app.step-up-required' && ((await proofDialog?.()) ?? false)
}

/** Sends again where nothing was done yet: with a fresh proof, or with the token that the refusal brought. Each once. */
async function answered(sendOnce: () => Promise<Response>): Promise<Response> {
  let isTokenFresh = false
  let isProofFresh = false
  for (;;) {
    const response = await sendOnce()
    if (response.ok) return response
    const problem = await problemOf(response)
    if (problem.code === TOKEN_REFUSED && !isTokenFresh) isTokenFresh = true
    else if (!isProofFresh && (await isProvenAfresh(problem))) {
      isProofFresh = true
      // Proving who one is renews the session, and with it the token.
      isTokenFresh = false
    } else throw new ProblemError(problem)
  }
}

const send = (url: string, init: RequestInit) => answered(() => sendOnce(url, init))

async function sendOnce(url: string, init: RequestInit): Promise<Response> {
  const headers = new Headers(init.headers)
  headers.set('accept-language', currentLanguage())
  if (token) headers.set(TOKEN, token)
  const response = await fetch(url, { ...init, headers, credentials: 'same-origin' }).catch(() => {
    throw new ProblemError(UNREACHABLE)
  })
  token = response.headers.get(TOKEN) ?? token
  return response
}

async function bodyOf<T>(response: Response): Promise<T> {
  return (response.status === 204 ? undefined : await response.json()) as T
}

export async function get<T>(path: string, query: Query = {}): Promise<T> {
  return bodyOf<T>(await send(apiUrl(path, query), {}))
}

/** A file as it is. */
export async function getBytes(path: string, query: Query = {}): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await (await send(apiUrl(path, query), {})).arrayBuffer())
}

/** Sends JSON, or a form when the body is one. */
export async function write<T>(method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: unknown): Promise<T> {
  if (body instanceof FormData) return bodyOf<T>(await send(apiUrl(path), { method, body }))
  const json = body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }
  return bodyOf<T>(await send(apiUrl(path), { method, ...json }))
}

/** A file the product made. */
export interface MadeFile {
  name: string
  mediaType: string
  bytes: Uint8Array<ArrayBuffer>
  sha256: string
}

/**
 * Sends JSON, or a form when the body is one, that is answered by a file.
 * @param onPart each part of it as it comes, and how many rows the whole will have, where the product says so
 */
export async function writeForFile(
  path: string,
  body: object,
  onPart?: (part: Uint8Array, totalRows: number) => void,
): Promise<MadeFile> {
  const json = { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }
  const response = await send(apiUrl(path), { method: 'POST', ...(body instanceof FormData ? { body } : json) })
  const total = Number(response.headers.get('x-total-rows') ?? 0)
  const bytes = await bytesOf(response, (part) => onPart?.(part, total))
  const disposition = response.headers.get('content-disposition') ?? ''
  const name =
    /filename\*=UTF-8''([^;]+)/.exec(disposition)?.[1] ?? /filename="([^"]+)"/.exec(disposition)?.[1] ?? 'document'
  return {
    name: decodeURIComponent(name),
    mediaType: response.headers.get('content-type') ?? 'application/octet-stream',
    bytes,
    sha256: response.headers.get('x-content-sha256') ?? '',
  }
}

async function bytesOf(response: Response, onPart: (part: Uint8Array) => void): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array<ArrayBuffer>[] = []
  const reader = response.body?.getReader()
  for (;;) {
    const next = await reader?.read()
    if (!next?.value) break
    parts.push(next.value)
    onPart(next.value)
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer())
}

/**
 * Sends a form and tells how far it has come, which `fetch` cannot: the browser reads each file as it goes, never whole into memory.
 * @param onProgress the share sent, 0 to 1
 */
export async function upload<T>(
  path: string,
  form: FormData,
  onProgress: (share: number) => void,
  signal?: AbortSignal,
): Promise<T> {
  // Large files are not sent twice because of a token of yesterday.
  await send(apiUrl('/me'), {})
  return bodyOf<T>(await answered(() => uploadOnce(path, form, onProgress, signal)))
}

function uploadOnce(
  path: string,
  form: FormData,
  onProgress: (share: number) => void,
  signal?: AbortSignal,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', apiUrl(path))
    request.setRequestHeader('accept-language', currentLanguage())
    if (token) request.setRequestHeader(TOKEN, token)
    request.upload.onprogress = ({ loaded, total }) => onProgress(total ? loaded / total : 0)
    request.onerror = () => reject(new ProblemError(UNREACHABLE))
    request.onabort = () => reject(new DOMException('aborted', 'AbortError'))
    request.onload = () => resolve(answerOf(request))
    if (signal?.aborted) return reject(new DOMException('aborted', 'AbortError'))
    signal?.addEventListener('abort', () => request.abort())
    request.send(form)
  })
}

function answerOf(request: XMLHttpRequest): Response {
  const headers = new Headers()
  for (const name of ['content-type', 'x-request-id']) {
    const value = request.getResponseHeader(name)
    if (value) headers.set(name, value)
  }
  return new Response(request.status === 204 ? null : request.responseText, { status: request.status, headers })
}
