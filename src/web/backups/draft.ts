// A source as it is typed in, and as the server takes it.

import type { Kind, PlaceValues, SourceRow } from './shapes.ts'

export const TRANSPORTS = ['local', 'sftp', 's3'] as const
type Transport = (typeof TRANSPORTS)[number]

const BLANK_PLACE = {
  transport: 'local' as Transport,
  path: '/var/backups/',
  host: '',
  port: '22',
  user: '',
  hostKey: '',
  endpoint: '',
  region: 'us-east-1',
  bucket: '',
  prefix: '',
  accessKeyId: '',
  secret: '',
}
export type PlaceDraft = typeof BLANK_PLACE

const BLANK = {
  name: '',
  kind: 'pg-dump' as Kind,
  nodeId: '',
  stanza: '',
  place: BLANK_PLACE,
  hasOffsite: false,
  offsite: BLANK_PLACE,
  manifestKey: '',
  passphrase: '',
  fullDays: '31',
  incrementalHours: '24',
  graceHours: '4',
  drillDays: '7',
  rtoMinutes: '60',
  rpoHours: '28',
  movingTables: '',
  queries: '',
  extensions: '',
  sizeBandPercent: 30,
  roles: [] as string[],
  isEnabled: true,
}
export type Draft = typeof BLANK

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

export function draftOf(source: SourceRow | undefined): Draft {
  if (!source) return BLANK
  const { settings } = source
  const { plan } = settings
  return {
    ...BLANK,
    ...{ name: source.name, kind: source.kind, nodeId: source.node.id, stanza: settings.stanza },
    place: placeDraft(settings.place),
    hasOffsite: settings.offsite !== null,
    offsite: settings.offsite ? placeDraft(settings.offsite) : BLANK_PLACE,
    fullDays: String(plan.fullMaxAgeMs / DAY),
    incrementalHours: plan.incrementalMaxAgeMs === null ? '' : String(plan.incrementalMaxAgeMs / HOUR),
    graceHours: String(plan.graceMs / HOUR),
    drillDays: String(settings.drillEveryMs / DAY),
    rtoMinutes: String(plan.recoveryTimeTargetMs / MINUTE),
    rpoHours: String(plan.recoveryPointTargetMs / HOUR),
    movingTables: plan.movingTables.join('\n'),
    queries: settings.queries
      .map(({ name, sql, expect }) => `${name} | ${sql} | ${expect.kind === 'equals' ? '=' : '≥'} ${expect.value}`)
      .join('\n'),
    extensions: settings.extensions.join('\n'),
    sizeBandPercent: plan.sizeBandPercent,
    roles: settings.roles,
    isEnabled: source.isEnabled,
  }
}

function placeDraft(place: PlaceValues): PlaceDraft {
  const texts = Object.fromEntries(Object.entries(place).map(([name, value]) => [name, String(value)]))
  return { ...BLANK_PLACE, ...texts }
}

const lines = (text: string) =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')

/** `名称 | SQL | ≥ 1`: the SQL may hold bars of its own. */
export function queriesIn(text: string) {
  return lines(text).map((line) => {
    const first = line.indexOf('|')
    const last = line.lastIndexOf('|')
    const [, sign = '', value = ''] = /^\s*(≥|>=|=)\s*(.*)$/.exec(line.slice(last + 1)) ?? []
    return {
      name: line.slice(0, first).trim(),
      sql: line.slice(first + 1, last).trim(),
      expect: { kind: sign === '=' ? ('equals' as const) : ('at-least' as const), value: value.trim() },
    }
  })
}

function placeOf({ transport, ...place }: PlaceDraft) {
  const { path, host, port, user, hostKey, endpoint, region, bucket, prefix, accessKeyId } = place
  if (transport === 'local') return { transport, path: path.trim() }
  if (transport === 'sftp') {
    // A line of known_hosts may end in a comment.
    const key = hostKey.trim().split(/\s+/).slice(0, 2).join(' ')
    return { transport, host: host.trim(), port: Number(port), user: user.trim(), path: path.trim(), hostKey: key }
  }
  return { transport, endpoint: endpoint.trim(), region, bucket: bucket.trim(), prefix: prefix.trim(), accessKeyId }
}

/** As the server takes it; secrets left empty stay as they are. */
export function inputOf(draft: Draft) {
  const { name, kind, nodeId, stanza, place, offsite, hasOffsite, manifestKey, passphrase, isEnabled } = draft
  return {
    ...{ name: name.trim(), kind, nodeId, stanza: stanza.trim(), isEnabled },
    place: placeOf(place),
    ...(place.secret !== '' && { placeSecret: place.secret }),
    offsite: hasOffsite ? placeOf(offsite) : null,
    ...(offsite.secret !== '' && { offsiteSecret: offsite.secret }),
    ...(manifestKey !== '' && { manifestKey }),
    ...(passphrase !== '' && { passphrase }),
    plan: {
      fullMaxAgeMs: Number(draft.fullDays) * DAY,
      incrementalMaxAgeMs: draft.incrementalHours === '' ? null : Number(draft.incrementalHours) * HOUR,
      graceMs: Number(draft.graceHours) * HOUR,
      sizeBandPercent: draft.sizeBandPercent,
      movingTables: lines(draft.movingTables),
      recoveryTimeTargetMs: Number(draft.rtoMinutes) * MINUTE,
      recoveryPointTargetMs: Number(draft.rpoHours) * HOUR,
    },
    queries: queriesIn(draft.queries),
    extensions: lines(draft.extensions),
    roles: draft.roles,
    drillEveryMs: Number(draft.drillDays) * DAY,
  }
}

export function isComplete({ name, nodeId, kind, stanza, fullDays, graceHours, rtoMinutes, rpoHours }: Draft): boolean {
  const numbers = [fullDays, graceHours, rtoMinutes, rpoHours].every((text) => text !== '')
  return name.trim() !== '' && nodeId !== '' && numbers && (kind !== 'pgbackrest' || stanza.trim() !== '')
}
