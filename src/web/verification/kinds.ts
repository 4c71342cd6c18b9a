import { type TextKey, useWords } from '../language/index.ts'

/** What a verification can be of, in the order of the filter. */
export const KINDS = [
  'cms',
  'timestamp',
  'seal-signature',
  'seal',
  'certificate-path',
  'ocsp',
  'evidence-record',
  'not-supported',
] as const

/** A kind in words; one the console does not know as it stands. */
export function useKindWord(): (kind: string) => string {
  const { t } = useWords()
  return (kind) => ((KINDS as readonly string[]).includes(kind) ? t(`verification.kind.${kind}` as TextKey) : kind)
}
