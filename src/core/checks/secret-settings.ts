// Which settings of a check are secret: they are stored for the prober and never leave again, in no export, answer or audit row.
// No clause: rule of the house, the same for every kind of check.

import type { ProbeKind } from './probe-result.ts'

/** Every kind says which names hold a secret; a new kind does not compile until it has. */
const SECRET_SETTINGS: Readonly<Record<ProbeKind, readonly string[]>> = {
  tls: [],
  tcp: [],
  http: [],
  ocsp: [],
  crl: [],
  tsa: [],
  seal: [],
  signing: [],
  authentication: ['privateKey'],
  ra: [],
  postgresql: ['password'],
  disk: [],
}

/** The names of all kinds count for all: a check registered under the wrong kind keeps its secret too. */
const SECRET_NAMES: ReadonlySet<string> = new Set(
  Object.values(SECRET_SETTINGS)
    .flat()
    .map((name) => name.toLowerCase()),
)

type Settings = Readonly<Record<string, unknown>>

/** The settings as anybody but the prober may see them: what is secret is left out, at any depth. */
export function withoutSecrets(settings: Settings): Record<string, unknown> {
  const open = Object.entries(settings).filter(([name]) => !isSecret(name))
  return Object.fromEntries(open.map(([name, value]) => [name, opened(value)]))
}

function opened(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(opened)
  return isSettings(value) ? withoutSecrets(value) : value
}

/** The given settings with the secrets of the stored ones wherever the same place exists and names none of its own. */
export function withSecretsOf(stored: Settings, given: Settings): Record<string, unknown> {
  const merged: Record<string, unknown> = { ...given }
  for (const [name, value] of Object.entries(stored)) {
    if (isSecret(name)) merged[name] = given[name] ?? value
    else if (name in given) merged[name] = rejoined(value, given[name])
  }
  return merged
}

function rejoined(stored: unknown, given: unknown): unknown {
  if (Array.isArray(stored) && Array.isArray(given)) return given.map((one, index) => rejoined(stored[index], one))
  return isSettings(stored) && isSettings(given) ? withSecretsOf(stored, given) : given
}

function isSecret(name: string): boolean {
  return SECRET_NAMES.has(name.toLowerCase())
}

function isSettings(value: unknown): value is Settings {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
