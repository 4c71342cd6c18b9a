// What a deployment target is: where a certificate has to go, and the recipe that brings it there and back again, as data.
// No clause: the recipes follow the vendors' manuals, each target names its source and says how far it was checked.

/** The same words in both languages of the product. */
export interface Bilingual {
  readonly zh: string
  readonly en: string
}

/**
 * Files a target takes. Order inside every PEM: leaf, intermediates in issuing order, no root, unless the format says otherwise.
 * The private key is in the package of a service-born key only; see `KEY_IN_PACKAGE`.
 */
export const PACKAGE_FORMATS = [
  /** One file: leaf and intermediates. The key, when there is one, in a file of its own. */
  'pem-fullchain',
  /** Two files: the leaf; the intermediates. The key in a third. */
  'pem-separate',
  /** One file: leaf, intermediates, private key (HAProxy). */
  'pem-bundle-with-key',
  /** One certificate a file: leaf, each intermediate, root (devices that read only the first of a file). */
  'pem-single-files',
  /** One file: leaf, intermediates and root (Domino stores the root too). */
  'pem-with-root',
  /** PKCS#12 with PBES2, AES-256 and HMAC-SHA-256. */
  'pfx-modern',
  /** PKCS#12 with 3DES and SHA-1, for Windows up to 2016 and Java before 8u301. */
  'pfx-legacy',
  'jks',
  /** PKCS#7 certificates only: leaf and chain. */
  'p7b',
  /** One certificate a file, binary. */
  'der',
  /** Two PEM chains and two keys: signature certificate, encryption certificate (Tongsuo, Tengine). */
  'tongsuo-dual',
] as const
export type PackageFormat = (typeof PACKAGE_FORMATS)[number]

/** `inside`: the format is nothing without its key. `beside`: a file of its own. `never`: certificates only. */
export type KeyPlace = 'inside' | 'beside' | 'never'

export const KEY_IN_PACKAGE: Readonly<Record<PackageFormat, KeyPlace>> = {
  'pem-fullchain': 'beside',
  'pem-separate': 'beside',
  'pem-bundle-with-key': 'inside',
  'pem-single-files': 'beside',
  'pem-with-root': 'beside',
  'pfx-modern': 'inside',
  'pfx-legacy': 'inside',
  jks: 'inside',
  p7b: 'never',
  der: 'never',
  'tongsuo-dual': 'beside',
}

/** `device`: born there and never leaves, no private key is ever sent to it. `service`: made here. `either`: both happen. */
export type KeyOrigin = 'device' | 'service' | 'either'

/** `executed`: the tests of this product run it. `read`: compared with the vendor's text. `unverified`: general knowledge. */
export type Verified = 'executed' | 'read' | 'unverified'

export const STEP_KINDS = ['csr', 'install', 'chain', 'activate', 'verify', 'rollback'] as const
export type StepKind = (typeof STEP_KINDS)[number]

/**
 * The language a template is written in, which decides how a value is quoted: POSIX shell, Windows prompt, certreq INF, OpenSSL
 * configuration, server configuration (nginx, Apache, HAProxy), Java properties, the prompts of network devices, words for people.
 */
export const DIALECTS = ['sh', 'cmd', 'inf', 'openssl-config', 'config', 'properties', 'device', 'words'] as const
export type Dialect = (typeof DIALECTS)[number]

/** Text with `{{placeholders}}`, each filled as one quoted value of the dialect. */
export interface Template {
  readonly dialect: Dialect
  readonly template: string
}

export interface TemplateFile extends Template {
  /** A template itself, of dialect `words`: never part of a command. */
  readonly path: string
}

export interface Step {
  readonly text: Bilingual
  /** To be typed where the target is managed. Absent: the step is done in a window, or on paper. */
  readonly command?: Template
  /** To be written before the command is given. */
  readonly file?: TemplateFile
}

export interface Target {
  /** Stable, lower case, e.g. `nginx`, `windows-iis`: bindings and packages refer to it. */
  readonly id: string
  readonly title: Bilingual
  /** The versions the recipe is for, in the vendor's own words. */
  readonly versions: string
  readonly keyOrigin: KeyOrigin
  readonly steps: Readonly<Record<StepKind, readonly Step[]>>
  /** What the target takes, the best first. Formats with the key `inside` are for service-born keys only. */
  readonly packageFormats: readonly PackageFormat[]
  readonly traps: readonly Bilingual[]
  /** Every command can be run as it stands; otherwise the recipe is a text to follow. */
  readonly isExecutable: boolean
  readonly verified: Verified
  readonly source: string
  /** What fills a placeholder when the caller names nothing else: paths, programs, object names; may use placeholders itself. */
  readonly defaults: Readonly<Record<string, string>>
}

/** Formats that may be made for a target whose key is born there: nothing that carries a private key inside. */
export function keylessFormats(target: Target): readonly PackageFormat[] {
  return target.packageFormats.filter((format) => KEY_IN_PACKAGE[format] !== 'inside')
}
