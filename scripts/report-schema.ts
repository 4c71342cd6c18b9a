// `npm run report-schema`: writes docs/verification-report.schema.json from the shape the API declares. A test fails on drift.

import { writeFileSync } from 'node:fs'
import { reportSchema } from '#features/verification/report-schema.ts'

writeFileSync(
  new URL('../docs/verification-report.schema.json', import.meta.url),
  `${JSON.stringify(reportSchema(), null, 2)}\n`,
)
