// Where copies of the staff's certificates for the ministry (人社部) go, as verbs see it.

export interface MinistrySettings {
  /** For people: the folder's name. */
  place: string
  /** DER: copies are encrypted for it alone. */
  recipient: Uint8Array
  /** DER of the certificate that receipts are signed by, and of those above it, the nearest first. */
  receiptSigner: readonly Uint8Array[]
}

export interface MinistryExchange {
  /** Absent: nothing is copied. */
  settings?: MinistrySettings
  /** DER of an EnvelopedData. @throws Error for a recipient that takes none */
  seal(content: Uint8Array): Promise<Uint8Array>
  /** There under its name, whole and on disk, when it resolves. @throws Error in plain words */
  put(name: string, file: Uint8Array): Promise<void>
  /** A copy that was put there; `undefined`: somebody carried it on. */
  copy(name: string): Promise<Uint8Array | undefined>
  /** What came back for a copy: what it says, and the detached CMS over it. None yet: `undefined`. @throws Error for one that is no receipt */
  receipt(name: string): Promise<{ text: Uint8Array; signature: Uint8Array } | undefined>
}

export const noMinistry: MinistryExchange = {
  seal: () => Promise.reject(new Error('no exchange with the ministry is set up')),
  put: () => Promise.reject(new Error('no exchange with the ministry is set up')),
  copy: async () => undefined,
  receipt: async () => undefined,
}
