// Every text the product says, by stable code. One object an area, each in its own file; two areas must not share a code.

import { accountsMessages } from './accounts.ts'
import { apiKeyMessages } from './api-keys.ts'
import { appMessages } from './app.ts'
import { approvalsMessages } from './approvals.ts'
import { archiveMessages } from './archive.ts'
import { asicMessages } from './asic.ts'
import { auditMessages } from './audit.ts'
import { authorityMessages } from './authority.ts'
import { backupsMessages } from './backups.ts'
import { batchesMessages } from './batches.ts'
import { certificatesMessages } from './certificates.ts'
import { cmsMessages } from './cms.ts'
import { complianceMessages } from './compliance.ts'
import { credentialsMessages } from './credentials.ts'
import { endsMessages } from './ends.ts'
import { evidenceRecordsMessages } from './evidence-records.ts'
import { fill, type Params } from './fill.ts'
import { holdingsMessages } from './holdings.ts'
import { inspectionsMessages } from './inspections.ts'
import { issuersMessages } from './issuers.ts'
import { jwsMessages } from './jws.ts'
import { keystoresMessages } from './keystores.ts'
import { lineagesMessages } from './lineages.ts'
import { lintMessages } from './lint.ts'
import { ministryMessages } from './ministry.ts'
import { noticesMessages } from './notices.ts'
import { ofdMessages } from './ofd.ts'
import { ofdDrawingMessages } from './ofd-drawing.ts'
import { organisationMessages } from './organisation.ts'
import { packagesMessages } from './packages.ts'
import { packsMessages } from './packs.ts'
import { pdfMessages } from './pdf.ts'
import { probesMessages } from './probes.ts'
import { repliesMessages } from './replies.ts'
import { reportMessages } from './report.ts'
import { reportsMessages } from './reports.ts'
import { requestsMessages } from './requests.ts'
import { revocationMessages } from './revocation.ts'
import { sealMakingMessages } from './seal-making.ts'
import { sealsMessages } from './seals.ts'
import { signingMessages } from './signing.ts'
import { systemsMessages } from './systems.ts'
import { tablesMessages } from './tables.ts'
import { targetsMessages } from './targets.ts'
import { ticketsMessages } from './tickets.ts'
import { trustMessages } from './trust.ts'
import { tspMessages } from './tsp.ts'
import { ukeysMessages } from './ukeys.ts'
import { uploadMessages } from './uploads.ts'
import { verificationMessages } from './verification.ts'
import { x509Messages } from './x509.ts'
import { xmlMessages } from './xml.ts'

export type Language = 'zh' | 'en'

/** `{name}` stands for a parameter. */
export type Text = Readonly<Record<Language, string>>

export const messages: Readonly<Record<string, Text>> = {
  ...apiKeyMessages,
  ...appMessages,
  ...accountsMessages,
  ...approvalsMessages,
  ...archiveMessages,
  ...asicMessages,
  ...auditMessages,
  ...authorityMessages,
  ...backupsMessages,
  ...batchesMessages,
  ...certificatesMessages,
  ...cmsMessages,
  ...complianceMessages,
  ...credentialsMessages,
  ...endsMessages,
  ...evidenceRecordsMessages,
  ...holdingsMessages,
  ...ministryMessages,
  ...inspectionsMessages,
  ...issuersMessages,
  ...jwsMessages,
  ...keystoresMessages,
  ...lineagesMessages,
  ...lintMessages,
  ...noticesMessages,
  ...ofdMessages,
  ...ofdDrawingMessages,
  ...organisationMessages,
  ...packagesMessages,
  ...packsMessages,
  ...pdfMessages,
  ...probesMessages,
  ...repliesMessages,
  ...reportMessages,
  ...reportsMessages,
  ...requestsMessages,
  ...revocationMessages,
  ...sealMakingMessages,
  ...sealsMessages,
  ...signingMessages,
  ...systemsMessages,
  ...tablesMessages,
  ...targetsMessages,
  ...ticketsMessages,
  ...trustMessages,
  ...tspMessages,
  ...ukeysMessages,
  ...uploadMessages,
  ...verificationMessages,
  ...x509Messages,
  ...xmlMessages,
}

/** The text of a code with its parameters filled in. A code without a text shows as itself: never nothing, never a crash. */
export function textOf(code: string, language: Language, params: Params = {}): string {
  const text = messages[code]?.[language]
  return text === undefined ? code : fill(text, params)
}
