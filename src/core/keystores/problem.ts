// What can be wrong with a file that holds certificates and keys, named so that people know what to do about it (house rule; no
// clause). A wrong password, a broken file and a hostile one are three different things.

/** `where` is the path to the item inside what was handed over, e.g. `reply.zip › server.pfx › 2`. */
export interface Refusal {
  where: string
  /** Stable, `keystore.…`; texts in the message catalogue. */
  code: RefusalCode
  params: Readonly<Record<string, string | number>>
}

export type RefusalCode =
  /** Something is encrypted and no password was given. */
  | 'keystore.password-missing'
  /** The structure is whole and none of the passwords opens it. */
  | 'keystore.password-wrong'
  /** No checksum tells which: either the password is wrong or the file is damaged. */
  | 'keystore.password-wrong-or-damaged'
  /** The password opens the contents, but they are not what was protected by the checksum. */
  | 'keystore.altered'
  | 'keystore.damaged'
  | 'keystore.algorithm-unsupported'
  | 'keystore.too-much-work'
  | 'keystore.too-large'
  | 'keystore.too-many-items'
  | 'keystore.nested'
  | 'keystore.archive'
  | 'keystore.armour-cut-off'
  | 'keystore.not-base64'
  | 'keystore.other'
  | 'keystore.empty'
  | 'keystore.nothing-found'
  /** The thread that read it was stopped: it took too long or too much memory. */
  | 'keystore.given-up'

/** Aborts the reading of one container, caught where its place is known. */
export class Refused extends Error {
  readonly refusal: Omit<Refusal, 'where'>

  constructor(code: RefusalCode, params: Refusal['params'] = {}) {
    super(code)
    this.refusal = { code, params }
  }
}

export function refuse(code: RefusalCode, params?: Refusal['params']): never {
  throw new Refused(code, params)
}
