// A private key on its way through the product (house rule; no clause). It can be used, and shows up nowhere: not in a log, not in
// an answer, not in an error.

/** Holds DER PKCS#8. What prints, serialises or compares it sees an empty object. */
export class SecretKey {
  readonly #pkcs8: Uint8Array

  constructor(pkcs8: Uint8Array) {
    this.#pkcs8 = pkcs8
  }

  /** The only way to the octets; whoever keeps them leaks them. */
  use<T>(purpose: (pkcs8: Uint8Array) => T): T {
    return purpose(this.#pkcs8)
  }
}
