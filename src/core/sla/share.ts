// Shares held against a threshold, in whole numbers: 19 of 20 is not more than 95 %, and no rounding can make it so.

/** Basis points: 10,000 are the whole. */
export type BasisPoints = number

const WHOLE = 10_000

/** Strictly more than the threshold (大于). `part` and `whole` up to 10^11. */
export function exceeds(part: number, whole: number, threshold: BasisPoints): boolean {
  return part * WHOLE > whole * threshold
}

/** At least the threshold (不低于). */
export function reaches(part: number, whole: number, threshold: BasisPoints): boolean {
  return part * WHOLE >= whole * threshold
}

/** For showing only, three decimals of a percent, cut and not rounded: 95.000 never shows as more. Null for nothing of nothing. */
export function percentText(part: number, whole: number): string | null {
  if (whole === 0) return null
  return (Math.floor((part * 100_000) / whole) / 1_000).toFixed(3)
}

/**
 * How many more of `total` may fail before the share that passed is no longer strictly above the threshold:
 * zero says the next one breaks it, a negative number says it is broken and cannot be mended within `total`.
 */
export function failuresLeft(total: number, failed: number, threshold: BasisPoints): number {
  return total - failed - Math.floor((total * threshold) / WHOLE) - 1
}
