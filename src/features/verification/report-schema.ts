// The JSON Schema of a verification report, made from the one shape the API declares.

import { z } from '@hono/zod-openapi'
import { REPORT_SCHEMA_VERSION } from '#core/verification-report.ts'
import { ReportShape } from './shapes.ts'

/** JSON Schema 2020-12. No member beyond the declared ones is allowed: what is not described is not published. */
export function reportSchema(): Record<string, unknown> {
  const { $schema, ...shape } = z.toJSONSchema(ReportShape, { target: 'draft-2020-12' })
  return {
    $schema,
    $id: `urn:zhengxun:verification-report:${REPORT_SCHEMA_VERSION}`,
    title: 'Zhengxun verification report',
    description:
      'Verdicts and indications follow ETSI EN 319 102-1 §5.1.3. Times are RFC 3339 in UTC, serial numbers and digests lower-case hexadecimal. Finding and step codes are stable; their texts may be reworded.',
    ...shape,
  }
}
