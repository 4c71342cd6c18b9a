// The keys under which private keys are sealed: from the settings, or random ones in a file of the data directory under the guard that the
// settings name.

import { join } from 'node:path'
import { KekFile } from '#adapters/keys/kek-file.node.ts'
import { type Keyring, openKeyring } from '#adapters/keys/keyring.node.ts'
import { plainFile } from '#adapters/keys/providers/file.node.ts'
import { passphraseProvider } from '#adapters/keys/providers/passphrase.node.ts'
import { pkcs11Provider } from '#adapters/keys/providers/pkcs11.node.ts'
import { KekError, type KekProvider } from '#adapters/keys/providers/provider.ts'
import { openToken, type Token } from '#adapters/keys/token/token.node.ts'
import { type Config, ConfigError } from './config.ts'

type KekSettings = Pick<
  Config,
  | 'kek'
  | 'kekPrevious'
  | 'ciphers'
  | 'kekProvider'
  | 'kekPassphrase'
  | 'kekPassphrasePrevious'
  | 'pkcs11Module'
  | 'pkcs11Token'
  | 'pkcs11Pin'
  | 'pkcs11KekLabel'
>

export interface Keks {
  ring: Keyring
  /** Absent: they come from the settings. */
  file?: KekFile
  /** The configured device; nothing is asked of it before it is needed. */
  token?: Token
}

/** Who loses them loses every sealed private key. @throws ConfigError when they cannot be opened */
export async function openKeks(config: KekSettings, dataDirectory: string): Promise<Keks> {
  const suite = config.ciphers
  const token = tokenFrom(config)
  const device = token && { token }
  if (config.kek !== undefined) {
    const keks = [config.kek, ...config.kekPrevious].map((hex) => Buffer.from(hex, 'hex'))
    return { ring: openKeyring(keks, { suite }), ...device }
  }
  try {
    const file = new KekFile(join(dataDirectory, 'kek'), guardsOf(config, token))
    return { ring: openKeyring(await file.keys(), { suite, source: () => file.keys() }), file, ...device }
  } catch (error) {
    throw error instanceof KekError ? new ConfigError([`KEK: ${error.message}`]) : error
  }
}

/** The configured one first; the others only where they are needed to open what they protected. */
function guardsOf(config: KekSettings, token: Token | undefined): [KekProvider, ...KekProvider[]] {
  const { kekProvider, kekPassphrase, kekPassphrasePrevious, ciphers } = config
  const others: KekProvider[] = [plainFile]
  if (kekPassphrase !== undefined) others.push(passphraseProvider(kekPassphrase, ciphers, kekPassphrasePrevious))
  if (token) others.push(pkcs11Provider(token, config.pkcs11KekLabel))
  const first = others.find(({ kind }) => kind === kekProvider)
  if (!first) throw new KekError(`KEK_PROVIDER=${kekProvider} 缺少它的设置 · lacks its settings`)
  return [first, ...others.filter((one) => one !== first)]
}

function tokenFrom({ pkcs11Module: module, pkcs11Token: token, pkcs11Pin: pin }: KekSettings): Token | undefined {
  if (module === undefined) return undefined
  if (pin === undefined) throw new ConfigError(['ZHENGXUN_PKCS11_PIN: 使用密码设备须给出 PIN · a token needs its PIN'])
  return openToken({ module, token, pin })
}
