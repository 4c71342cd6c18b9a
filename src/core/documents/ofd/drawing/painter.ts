// The canvas of one page: takes items in the order in which they are drawn, counts them, and remembers what could not be drawn.

import type { DrawingProblem, Matrix, PageScene, SceneClip, SceneImage, SceneItem } from './scene.ts'

export interface DrawingLimits {
  /** Graphic objects of one page, those of templates and annotations too. */
  maxObjects: number
  maxGlyphs: number
  /** Of all path data. */
  maxPathLength: number
  /** Of all pictures, as Base64. */
  maxImageLength: number
  /** Of all pictures, unpacked: a page of small files may hold gigabytes. */
  maxPixels: number
  /** Of blocks, composite units and pictures inside one another. */
  maxDepth: number
}

export const DRAWING_LIMITS: DrawingLimits = {
  maxObjects: 10_000,
  maxGlyphs: 40_000,
  maxPathLength: 4_000_000,
  maxImageLength: 32_000_000,
  maxPixels: 100_000_000,
  maxDepth: 8,
}

/** Where drawing goes on: the space, how opaque, and what clips. */
export interface Place {
  matrix: Matrix
  opacity: number
  clips: number[]
  depth: number
}

export class Painter {
  readonly items: SceneItem[] = []
  readonly clips: SceneClip[] = []
  readonly images: SceneImage[] = []
  private readonly problems = new Map<string, { first: DrawingProblem; times: number }>()
  private readonly known = new Map<string, number>()
  private readonly limits: DrawingLimits
  private objects = 0
  private glyphs = 0
  private pathLength = 0
  private imageLength = 0
  private pixels = 0

  constructor(limits: DrawingLimits) {
    this.limits = limits
  }

  /** Every object asks first; beyond the limit nothing more is drawn and that is said once. */
  mayDraw(place: Place): boolean {
    this.objects++
    if (this.objects <= this.limits.maxObjects && place.depth <= this.limits.maxDepth) return true
    const isDeep = place.depth > this.limits.maxDepth
    this.say(isDeep ? 'ofd-drawing.too-deep' : 'ofd-drawing.too-many-objects', {
      most: isDeep ? this.limits.maxDepth : this.limits.maxObjects,
    })
    return false
  }

  get isFull(): boolean {
    return this.objects > this.limits.maxObjects
  }

  /** Said once a kind, with how often it was met. */
  say(code: string, params: DrawingProblem['params'] = {}): void {
    const said = this.problems.get(code)
    if (said) said.times++
    else this.problems.set(code, { first: { code, params }, times: 1 })
  }

  add(item: SceneItem): void {
    if (item.kind === 'text') this.glyphs += item.glyphs.length
    if (item.kind === 'path') this.pathLength += item.data.length
    const isTooMuch = this.glyphs > this.limits.maxGlyphs || this.pathLength > this.limits.maxPathLength
    if (isTooMuch) this.say('ofd-drawing.too-much', { most: this.limits.maxGlyphs })
    else this.items.push(item)
  }

  clip(clip: SceneClip): number {
    this.pathLength += clip.shapes.reduce((sum, { data }) => sum + data.length, 0)
    return this.clips.push(clip) - 1
  }

  /** The same picture is kept once. `undefined` where there is no room for it. */
  image(key: string, image: SceneImage): number | undefined {
    const known = this.known.get(key)
    if (known !== undefined) return known
    this.imageLength += image.base64.length
    this.pixels += image.width * image.height
    if (this.imageLength > this.limits.maxImageLength || this.pixels > this.limits.maxPixels) {
      this.say('ofd-drawing.image-too-large', { bytes: image.base64.length })
      return undefined
    }
    const index = this.images.push(image) - 1
    this.known.set(key, index)
    return index
  }

  scene(width: number, height: number): PageScene {
    const problems = [...this.problems.values()].map(({ first, times }) => ({
      code: first.code,
      params: { object: '?', ...first.params, times },
    }))
    return { width, height, items: this.items, clips: this.clips, images: this.images, problems }
  }
}
