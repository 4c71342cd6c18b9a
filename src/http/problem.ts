// The only place that knows which error is which status: RFC 9457 problem documents.

import type { Context } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { textOf } from '#core/messages/index.ts'
import { isDatabaseAway, isOutcomeUnknown } from '#db/away.ts'
import { AppError, type AppErrorKind } from '#src/context.ts'
import type { AppEnv } from '#src/route.ts'

type ErrorStatus = 400 | 401 | 403 | 404 | 409 | 413 | 421 | 422 | 429 | 500 | 503

const KINDS: Record<AppErrorKind, { status: ErrorStatus; zh: string; en: string }> = {
  'bad-input': { status: 400, zh: '请求有误', en: 'Bad request' },
  unauthenticated: { status: 401, zh: '未登录', en: 'Not signed in' },
  forbidden: { status: 403, zh: '不允许', en: 'Forbidden' },
  'not-found': { status: 404, zh: '不存在', en: 'Not found' },
  conflict: { status: 409, zh: '冲突', en: 'Conflict' },
  precondition: { status: 422, zh: '当前状态不允许', en: 'Not in this state' },
  limit: { status: 429, zh: '超出限制', en: 'Over the limit' },
  unavailable: { status: 503, zh: '暂时不可用', en: 'Unavailable' },
}

/** Refusals for which HTTP has a word of its own. */
const STATUS_BY_CODE: Record<string, ErrorStatus> = {
  'app.body-too-large': 413,
  'upload.file-too-large': 413,
  'upload.too-much': 413,
  'app.host-unknown': 421,
}

/** The answer to any error. What is not an `AppError` is told apart from a stranger only in the log, by the request id. */
export function problemResponse(c: Context<AppEnv>, error: unknown): Response {
  const known = knownError(error)
  const language = c.get('language') ?? 'zh'
  const kind = known ? KINDS[known.kind] : { status: 500 as const, zh: '内部错误', en: 'Internal error' }
  const code = known?.code ?? 'app.internal'
  const status = STATUS_BY_CODE[code] ?? kind.status
  const body = {
    type: `urn:zhengxun:problem:${code}`,
    title: kind[language],
    status,
    detail: textOf(code, language, known?.params),
    code,
    instance: `urn:uuid:${c.get('requestId')}`,
  }
  c.header('Content-Type', 'application/problem+json')
  c.header('Content-Language', language)
  const retryAfter = known?.params.retryAfterSeconds
  if (retryAfter !== undefined) c.header('Retry-After', String(retryAfter))
  if (status === 503) c.header('Retry-After', '5')
  if (status === 429 && known?.params.seconds !== undefined) c.header('Retry-After', String(known.params.seconds))
  return c.body(JSON.stringify(body), status)
}

/** An `AppError`, or the one that an error of a library or of the database amounts to. */
export function knownError(error: unknown): AppError | undefined {
  if (error instanceof AppError) return error
  // Hono throws these for a body that is not the JSON or the form it says it is.
  if (error instanceof HTTPException && error.status < 500) return new AppError('bad-input', 'app.body-unreadable')
  if (isOutsideDistrict(error)) return new AppError('forbidden', 'app.outside-district')
  if (isOutcomeUnknown(error)) return new AppError('unavailable', 'app.outcome-unknown')
  if (isDatabaseAway(error)) return new AppError('unavailable', 'app.database-away')
  return undefined
}

/** A row-level policy turned down what was to be written: another district's, or that of somebody who has none. */
function isOutsideDistrict(error: unknown): boolean {
  for (let at: unknown = error; at instanceof Error; at = at.cause)
    if ('code' in at && at.code === '42501' && /row-level security/.test(at.message)) return true
  return false
}
