import { commonName } from '../certificates/names.ts'
import type { VerificationSigner } from '../contract.ts'
import { type TextKey, useWords } from '../language/index.ts'

/** What a verification can be of, in the order of the filter. */
export const KINDS = [
  'pdf',
  'ofd',
  'jws',
  'xml',
  'asic',
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

/** Who it is, and the how many-eth of the role. */
export function useSignerName(): (signer: Pick<VerificationSigner, 'role' | 'subject'>, number: number) => string {
  const { t } = useWords()
  return ({ role, subject }, number) =>
    t('signer.named', {
      role: t(`signer.${role}`),
      number,
      name: subject ? commonName(subject) : t('signer.unknown'),
    })
}
