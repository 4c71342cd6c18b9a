// Every setting of the service: its unit, its default, its limits. Read once by main.*, then passed down.

import { z } from '@hono/zod-openapi'
import { MIN_SOURCES } from '#core/network/own-clock.ts'
import { SEALED_PURPOSES, type SealedPurpose } from './service-keys.ts'

/** One line of the outbound allow-list; see adapters/egress. */
export interface EgressEntry {
  cidr?: string
  host?: string
  ports?: number[]
}

const port = z.coerce.number().int().min(0).max(65_535)
const list = <T>(item: (text: string) => T) =>
  z.string().transform((text, context) => {
    try {
      return text
        .split(/[\s;]+/)
        .filter((part) => part !== '')
        .map(item)
    } catch (error) {
      context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : 'unreadable' })
      return z.NEVER
    }
  })

/** `10.1.0.0/16:443,8443`, `[fd00::]/8:443`, `ocsp.example.cn:80`; without ports: any port. */
function egressEntry(text: string): EgressEntry {
  const match = /^(?:\[([0-9a-f:.]+)\](\/\d+)?|([^:[\]]+))(?::(\d+(?:,\d+)*))?$/i.exec(text)
  if (!match) throw new Error(`"${text}" is not NETWORK[:PORT,…] or NAME[:PORT,…]`)
  const [, six, prefix = '', place = '', ports] = match
  const where = six ? { cidr: six + prefix } : /^[\d./]+$/.test(place) ? { cidr: place } : { host: place }
  return ports ? { ...where, ports: ports.split(',').map(Number) } : where
}

function timeServer(text: string): { host: string; port: number } {
  const [, six, host = '', port] = /^(?:\[([0-9a-f:]+)\]|([^:[\]]+))(?::(\d{1,5}))?$/i.exec(text) ?? []
  if (!six && !host) throw new Error(`“${text}”`)
  return { host: six ?? host, port: Number(port ?? 123) }
}

const httpUrl = z.url({ protocol: /^https?$/ }).transform((text) => new URL(text))
/** On the loopback of whoever looks at the page. */
const carrierUrl = httpUrl.refine(
  ({ protocol, hostname }) => protocol === 'http:' && hostname === '127.0.0.1',
  'not on loopback',
)
const postgresUrl = z.url({ protocol: /^postgres(ql)?$/ })
const syslogUrl = z
  .url({ protocol: /^(udp|tcp|tls|unix)$/ })
  .transform((text) => new URL(text))
  .refine(
    ({ protocol, hostname, pathname }) => (protocol === 'unix:' ? pathname.length > 1 : hostname !== ''),
    'no address',
  )
/** 32 bytes, as 64 hexadecimal digits. */
const key = z.string().regex(/^[0-9a-f]{64}$/i, 'expected 64 hexadecimal digits')

function kekOf(text: string): string {
  if (!key.safeParse(text).success) throw new Error('expected 64 hexadecimal digits each')
  return text
}

function purposeOf(text: string): SealedPurpose {
  const purpose = SEALED_PURPOSES.find((one) => one === text)
  if (!purpose) throw new Error(`"${text}" is none of ${SEALED_PURPOSES.join(', ')}`)
  return purpose
}

/**
 * Name without `ZHENGXUN_` → how it is read. `fallback` is the text that stands for an absent setting; without one the setting is optional.
 * A `secret` may also come as `…_FILE`, the name of a file whose first line it is.
 */
const SETTINGS = {
  /** TCP port; 0 takes any free one. */
  PORT: { schema: port, fallback: '8460' },
  /** Address to listen on. Anything but loopback belongs behind a proxy that speaks TLS. */
  HOST: { schema: z.string().min(1), fallback: '127.0.0.1' },
  /** Where people reach the service; https here makes the cookie a TLS one. Absent: http on HOST and PORT. */
  PUBLIC_URL: { schema: httpUrl },
  /** Addresses of proxies whose X-Forwarded-For is believed, apart by spaces. */
  TRUSTED_PROXIES: { schema: list(String), fallback: '' },
  /** Folder for the embedded database, keys and backups. */
  DATA_DIR: { schema: z.string().min(1), fallback: '.zhengxun' },
  /** `sample`: the tender's register with the laboratory on loopback. `empty`: nothing but one account, the security administrator's. */
  ESTATE: { schema: z.enum(['sample', 'empty']), fallback: 'sample' },
  /** `required`: privileged roles sign in with two factors. `offered`: whoever wants to does. Absent: `offered` for a sample estate, else `required`. */
  TWO_FACTORS: { schema: z.enum(['required', 'offered']) },
  /** `required`: nobody signs in by a certificate of which nobody can say whether it is revoked. `clerks-unknown`: the clerks of districts may. */
  CERTIFICATE_REVOCATION: { schema: z.enum(['required', 'clerks-unknown']), fallback: 'required' },
  /** `http://127.0.0.1:8462`: the pages may ask a carrier in software there (`zhengxun carrier`). For trials; absent: they may not. */
  CARRIER: { schema: carrierUrl },
  /** Issuer of an OpenID provider people may sign in by; its host must be on EGRESS_ALLOW. With the two below, or none of them. */
  OIDC_ISSUER: { schema: httpUrl },
  OIDC_CLIENT_ID: { schema: z.string().min(1) },
  OIDC_CLIENT_SECRET: { schema: z.string().min(1), secret: true },
  /** What people call it. */
  OIDC_NAME: { schema: z.string().min(1).max(40), fallback: '统一身份认证' },
  /** postgres://… of a server of your own; absent: the embedded one. Plain DATABASE_URL is read too. */
  DATABASE_URL: { schema: postgresUrl, secret: true },
  /** The same server as the owner of the tables, for migrations; absent: DATABASE_URL brings the schema up to date itself. */
  DATABASE_OWNER_URL: { schema: postgresUrl, secret: true },
  /** Connections to the database, at most. */
  DATABASE_POOL_SIZE: { schema: z.coerce.number().int().min(2).max(200), fallback: '10' },
  /** Time servers to hold our clock against, `host[:port]` apart by spaces: none, or at least three. */
  NTP_SERVERS: {
    schema: list(timeServer).refine((all) => all.length === 0 || all.length >= MIN_SOURCES, 'none, or at least three'),
    fallback: '',
  },
  LOG_LEVEL: { schema: z.enum(['debug', 'info', 'warn', 'error', 'silent']), fallback: 'info' },
  /** Key under which private keys are sealed; absent: a random one kept in DATA_DIR. */
  KEK: { schema: key, secret: true },
  /** Who guards the keys in DATA_DIR/kek: `file` the disk alone, `passphrase` a passphrase (argon2id), `pkcs11` a token. */
  KEK_PROVIDER: { schema: z.enum(['file', 'passphrase', 'pkcs11']), fallback: 'file' },
  /** Passphrase of KEK_PROVIDER=passphrase, at least 12 characters. */
  KEK_PASSPHRASE: { schema: z.string().min(12), secret: true },
  /** The one before, for the time of a change. */
  KEK_PASSPHRASE_PREVIOUS: { schema: z.string().min(1), secret: true },
  /** PKCS#11 library of a cryptographic device, an absolute path. */
  PKCS11_MODULE: { schema: z.string().startsWith('/') },
  /** Label of its token. */
  PKCS11_TOKEN: { schema: z.string().min(1).max(32), fallback: 'zhengxun' },
  /** Given once a start; a refused one is not tried again. */
  PKCS11_PIN: { schema: z.string().min(4), secret: true },
  /** Label of the RSA key on it that wraps the key-encryption keys (KEK_PROVIDER=pkcs11); made there when there is none. */
  PKCS11_KEK_LABEL: { schema: z.string().min(1).max(64), fallback: 'zhengxun-kek' },
  /** Purposes whose new keys are born on it and never leave it, apart by spaces: `document-signature audit-checkpoint`. */
  PKCS11_PURPOSES: { schema: list(purposeOf), fallback: '' },
  /** How new rows of secrets are sealed: `international` AES-256-GCM, `gm` SM4 with HMAC-SM3. Both are opened always. */
  CIPHERS: { schema: z.enum(['international', 'gm']), fallback: 'international' },
  /** Keys of before a change of KEK, apart by spaces: they open what is not wrapped anew yet. */
  KEK_PREVIOUS: { schema: list(kekOf), secret: true, fallback: '' },
  /** Hash of the audit trail from the next start on; earlier rows keep theirs. */
  AUDIT_HASH: { schema: z.enum(['sha256', 'sm3']), fallback: 'sha256' },
  /** Kind of key that signs the checkpoints of the audit trail. */
  AUDIT_CHECKPOINT_KEY: { schema: z.enum(['p256', 'sm2']), fallback: 'p256' },
  /** File that every checkpoint of the audit trail is appended to; best on a disk this service cannot rewrite. */
  AUDIT_CHECKPOINT_FILE: { schema: z.string().min(1) },
  /** Log server for checkpoints: udp://host:514, tcp://host:601, tls://host:6514 or unix:///path. Its network belongs into EGRESS_ALLOW. */
  AUDIT_SYSLOG: { schema: syslogUrl },
  /** PEM file of the authorities of a tls:// log server; absent: the system's. */
  AUDIT_SYSLOG_CA: { schema: z.string().min(1) },
  /** postgres://… of a second database, looked after by others, for checkpoints. */
  AUDIT_DATABASE_URL: { schema: postgresUrl, secret: true },
  /** Folder that copies of the staff's certificates are put into for the ministry (人社部), and that its receipts come back to. */
  MINISTRY_FOLDER: { schema: z.string().startsWith('/') },
  /** PEM file of the certificate that copies are encrypted for. */
  MINISTRY_RECIPIENT: { schema: z.string().min(1) },
  /** PEM file of the certificate receipts are signed by, first, and of those above it. */
  MINISTRY_RECEIPT_SIGNER: { schema: z.string().min(1) },
  /** Where probes may go, apart by spaces. Loopback is added for the laboratory of a sample estate. */
  EGRESS_ALLOW: { schema: list(egressEntry), fallback: '' },
  /** Folders of this host that may hold backups of the estate, apart by spaces. */
  BACKUP_ROOTS: { schema: list(String), fallback: '/var/backups' },
  /** Seconds that running requests are given when the service is stopped. */
  SHUTDOWN_GRACE_SECONDS: { schema: z.coerce.number().min(0).max(300), fallback: '10' },
} as const satisfies Record<string, { schema: z.ZodType; fallback?: string; secret?: true }>

type Settings = typeof SETTINGS
type Name = keyof Settings
type Value<N extends Name> =
  | z.output<Settings[N]['schema']>
  | (Settings[N] extends { fallback: string } ? never : undefined)

export type Config = { readonly [N in Name as Camel<N>]: Value<N> }
type Camel<S extends string> = S extends `${infer A}_${infer B}`
  ? `${Lowercase<A>}${Capitalize<Camel<B>>}`
  : Lowercase<S>

export class ConfigError extends Error {
  constructor(problems: readonly string[]) {
    super(problems.join('\n'))
    this.name = 'ConfigError'
  }
}

const PREFIX = 'ZHENGXUN_'

/** @throws ConfigError with one line for each setting that is unknown or not acceptable, never showing a secret. */
export function readConfig(
  env: Readonly<Record<string, string | undefined>>,
  readFile: (path: string) => string,
): Config {
  const problems = unknownSettings(env)
  const values = (Object.keys(SETTINGS) as Name[]).map((name) => {
    try {
      return [camel(name), readSetting(name, env, readFile)]
    } catch (error) {
      problems.push(`${PREFIX}${name}: ${error instanceof Error ? error.message : 'unreadable'}`)
      return [camel(name), undefined]
    }
  })
  problems.push(...halfGiven(values))
  if (problems.length > 0) throw new ConfigError(problems)
  return Object.fromEntries(values) as Config
}

const TOGETHER: readonly (readonly Name[])[] = [
  ['OIDC_ISSUER', 'OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET'],
  ['MINISTRY_FOLDER', 'MINISTRY_RECIPIENT', 'MINISTRY_RECEIPT_SIGNER'],
]

/** Settings that mean nothing without each other. */
function halfGiven(values: readonly (readonly unknown[])[]): string[] {
  const given = new Map(values.map(([name, value]) => [name, value]))
  return TOGETHER.flatMap((names) => {
    const missing = names.filter((name) => given.get(camel(name)) === undefined)
    if (missing.length === 0 || missing.length === names.length) return []
    const others = names.filter((name) => !missing.includes(name)).map((name) => PREFIX + name)
    return missing.map((name) => `${PREFIX}${name}: 缺少 · missing, ${others.join(', ')} is given`)
  })
}

/** A newcomer at the sample estate on their own machine need not enrol anything first; everybody else must. */
export function twoFactorsOf({ twoFactors, estate }: Config): 'required' | 'offered' {
  return twoFactors ?? (estate === 'sample' ? 'offered' : 'required')
}

function readSetting(
  name: Name,
  env: Readonly<Record<string, string | undefined>>,
  readFile: (path: string) => string,
): unknown {
  const setting: { schema: z.ZodType; fallback?: string; secret?: true } = SETTINGS[name]
  const file = setting.secret ? env[`${PREFIX}${name}_FILE`] : undefined
  const given = env[`${PREFIX}${name}`] || (name === 'DATABASE_URL' ? env.DATABASE_URL : undefined)
  if (file && given) throw new Error(`给出了值又给出了文件 · given both directly and as ${PREFIX}${name}_FILE`)
  const text = file ? (readFile(file).split('\n')[0] ?? '').trim() : given || setting.fallback
  if (text === undefined) return undefined
  const parsed = setting.schema.safeParse(text)
  if (parsed.success) return parsed.data
  const shown = setting.secret ? '' : `“${text}” `
  throw new Error(`${shown}不可接受 · not acceptable: ${parsed.error.issues[0]?.message ?? ''}`)
}

function unknownSettings(env: Readonly<Record<string, string | undefined>>): string[] {
  const known = (Object.keys(SETTINGS) as Name[]).flatMap((name) =>
    'secret' in SETTINGS[name] ? [`${PREFIX}${name}`, `${PREFIX}${name}_FILE`] : [`${PREFIX}${name}`],
  )
  return Object.keys(env)
    .filter((name) => name.startsWith(PREFIX) && !known.includes(name))
    .map((name) => {
      const nearest = known.reduce((best, one) => (distance(name, one) < distance(name, best) ? one : best))
      return `${name}: 没有这个设置，是否想写 ${nearest}？ · no such setting, did you mean ${nearest}?`
    })
}

function camel(name: string): string {
  return name.toLowerCase().replace(/_(.)/g, (_, letter: string) => letter.toUpperCase())
}

/** Levenshtein: how many letters to insert, delete or replace. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 0; i < a.length; i++) {
    const next = [i + 1]
    for (let j = 0; j < b.length; j++) {
      const replaced = (row[j] ?? 0) + (a[i] === b[j] ? 0 : 1)
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}
