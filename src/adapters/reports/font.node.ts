// The fonts of what the service draws, SIL Open Font License 1.1, with the rare characters of names, for which the usual cut-down files
// have no glyph: Noto Sans SC for everything put on paper, Noto Serif SC (宋体, as seals ask for) for seals.

import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'

const FONT = '@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf'

const SEAL_FONT = '@expo-google-fonts/noto-serif-sc/700Bold/NotoSerifSC_700Bold.ttf'

let font: Promise<Uint8Array> | undefined

export function loadFont(): Promise<Uint8Array> {
  font ??= readFile(createRequire(import.meta.url).resolve(FONT))
  return font
}

/** 14 MB: for threads that draw seals, which keep what they make of it. */
export function loadSealFont(): Promise<Uint8Array> {
  return readFile(createRequire(import.meta.url).resolve(SEAL_FONT))
}
