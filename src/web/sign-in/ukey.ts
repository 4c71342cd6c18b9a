// What a program of the workplace may offer to the page: signing a challenge with the UKey that is plugged in. See docs/signing-in.md.

export interface UKeySigner {
  /** Signs the text, UTF-8, as it is. Both base64; the certificate only with a bare signature. Rejects when the person declines. */
  sign(text: string): Promise<{ signature: string; certificate?: string }>
}

declare global {
  interface Window {
    zhengxunUKey?: UKeySigner
  }
}

export interface CertificateAnswer {
  challengeId: string
  signature: string
  certificate?: string
}

/** PEM is text already; the service reads either. */
export async function base64Of(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer())
  let binary = ''
  for (let at = 0; at < bytes.length; at += 0x8000) binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000))
  return btoa(binary)
}
