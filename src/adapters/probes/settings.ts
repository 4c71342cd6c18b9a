// Settings of probes as they stand in the register, read strictly: an unknown field is an error, not a silent default.

import { z } from 'zod'

/** `host:port`, `[v6]:port`, or a host alone where the kind has a usual port. */
export interface HostPort {
  host: string
  port: number
}

/** Settings or a target that cannot be understood; the field names what is wrong. */
export class SettingsError extends Error {
  readonly field: string
  constructor(field: string, problem: string) {
    super(problem)
    this.name = 'SettingsError'
    this.field = field
  }
}

export function readSettings<S extends z.ZodRawShape>(shape: S, settings: unknown): z.infer<z.ZodObject<S>> {
  const read = z.strictObject(shape).safeParse(settings)
  if (read.success) return read.data as z.infer<z.ZodObject<S>>
  const issue = read.error.issues[0]
  throw new SettingsError(issue?.path.join('.') || 'settings', issue?.message ?? 'invalid')
}

export function readHostPort(target: string, usualPort?: number): HostPort {
  const match = /^(?:\[([0-9a-f:.]+)\]|([^:/\s[\]]+))(?::(\d{1,5}))?$/i.exec(target)
  const port = match?.[3] === undefined ? usualPort : Number(match[3])
  if (!match || port === undefined || port < 1 || port > 65_535)
    throw new SettingsError('target', `not host:port: ${target}`)
  return { host: match[1] ?? match[2] ?? '', port }
}
