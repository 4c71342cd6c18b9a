// Which pictures are taken as evidence. Pure.

import type { PhotoNote } from '#db/schema/inspections.ts'

/** A telephone's picture fits; a video does not. */
export const MAX_PHOTO_BYTES = 6 * 1024 * 1024
/** Of one item, used or not. */
export const MAX_PHOTOS = 12

const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
const JPEG = [0xff, 0xd8, 0xff]

/** By the bytes, whatever the name says; the picture is kept as it was taken, with what the camera wrote into it. */
export function photoTypeOf(bytes: Uint8Array): PhotoNote['mediaType'] | undefined {
  const startsWith = (magic: readonly number[]) => magic.every((octet, at) => bytes[at] === octet)
  if (startsWith(PNG)) return 'image/png'
  return startsWith(JPEG) ? 'image/jpeg' : undefined
}

/** A name to show: no path, nothing that is not printed. */
export function photoName(name: string): string {
  const last = name.split(/[\\/]/).at(-1) ?? ''
  return last.replace(/\p{C}/gu, '').slice(0, 120) || 'photo'
}
