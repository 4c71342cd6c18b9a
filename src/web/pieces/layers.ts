import type { Layer } from '#core/checks/probe-result.ts'

/** The inspection layers, in the order a round is read. */
export const LAYERS = ['network', 'os', 'application', 'database', 'backup'] as const satisfies readonly Layer[]
