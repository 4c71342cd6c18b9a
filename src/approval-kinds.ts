// Everything that takes a second person, by kind: what the queue shows and what an approval does. A new kind is one line here.

import { accountsKind, leaverAccountKind } from '#features/accounts/index.ts'
import type { Kinds } from '#features/approvals/index.ts'
import { authorityKind } from '#features/authority/index.ts'
import { sealKind } from '#features/break-glass/index.ts'
import { keyExportKind } from '#features/certificates/index.ts'
import { orderKind, revocationKind } from '#features/issuers/index.ts'
import { retentionKind } from '#features/retention/index.ts'
import { makerCertificateKind, makerRevocationKind } from '#features/seals/index.ts'

export const APPROVAL_KINDS: Kinds = [
  ...[accountsKind, leaverAccountKind, authorityKind, keyExportKind, orderKind, retentionKind, revocationKind],
  ...[makerCertificateKind, makerRevocationKind, sealKind],
]
