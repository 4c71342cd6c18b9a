// The font of everything the service puts on paper: Noto Sans SC, SIL Open Font License 1.1, with the rare characters of names, for which
// the usual cut-down files have no glyph.

import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'

const FONT = '@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf'

let font: Promise<Uint8Array> | undefined

export function loadFont(): Promise<Uint8Array> {
  font ??= readFile(createRequire(import.meta.url).resolve(FONT))
  return font
}
