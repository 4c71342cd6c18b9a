// Before a certificate goes out: what it changes, and what its targets will refuse.

import { z } from '@hono/zod-openapi'
import { PACKAGE_FORMATS } from '#core/targets/target.ts'
import { newRouter, problems, route } from '#src/route.ts'
import { compareCertificates } from './compare.ts'
import { preflightCertificate } from './preflight.ts'
import { FindingShape, findingOf, INSIDERS, iso, json } from './shapes.ts'

const params = z.object({ id: z.uuid() })
const names = z.array(z.string())

const Side = z.object({
  subject: z.string(),
  issuer: z.string(),
  serial: z.string(),
  notBefore: z.iso.datetime(),
  notAfter: z.iso.datetime(),
  days: z.number(),
  key: z.string(),
  digest: z.string(),
  usages: names,
  purposes: names,
  chain: names,
})

const Difference = z
  .object({
    before: Side,
    after: Side,
    names: z.object({ kept: names, added: names, removed: names }),
    isSameKey: z.boolean(),
    changed: names.openapi({ description: 'Fields in which the two differ' }),
  })
  .openapi('CertificateDifference')

const Preflight = z
  .object({
    isKeyHere: z.boolean().openapi({ description: 'The key is sealed in the service' }),
    findings: z.array(FindingShape),
    formats: z.array(
      z.object({
        format: z.enum(PACKAGE_FORMATS),
        key: z.enum(['inside', 'beside', 'never']),
        isMakeable: z.boolean(),
        findings: z.array(FindingShape),
      }),
    ),
  })
  .openapi('CertificatePreflight')

const difference = route(INSIDERS, {
  method: 'get',
  path: '/certificates/{id}/difference',
  tags: ['certificates'],
  summary: 'What changed from another certificate to this one, field by field',
  request: { params, query: z.object({ before: z.uuid() }) },
  responses: { 200: { description: 'Both sides', ...json(Difference) }, ...problems },
})

const check = route(INSIDERS, {
  method: 'get',
  path: '/certificates/{id}/preflight',
  tags: ['certificates'],
  summary: 'What a deployment target will refuse of this certificate, and in which files it can go there',
  request: {
    params,
    query: z.object({ target: z.string().min(1).max(60), version: z.string().max(60).default('') }),
  },
  responses: { 200: { description: 'Findings by format', ...json(Preflight) }, ...problems },
})

export const comparisonRoutes = newRouter()
  .openapi(difference, async (c) => {
    const found = await compareCertificates(c.get('ctx'), {
      beforeId: c.req.valid('query').before,
      afterId: c.req.valid('param').id,
    })
    const said = ({ notBefore, notAfter, ...side }: (typeof found)['before']) => ({
      ...side,
      notBefore: iso(notBefore),
      notAfter: iso(notAfter),
    })
    return c.json({ ...found, before: said(found.before), after: said(found.after) }, 200)
  })
  .openapi(check, async (c) => {
    const { findings, formats, isKeyHere } = await preflightCertificate(c.get('ctx'), {
      certificateId: c.req.valid('param').id,
      ...c.req.valid('query'),
    })
    const saidFormats = formats.map((one) => ({ ...one, findings: one.findings.map(findingOf) }))
    return c.json({ isKeyHere, findings: findings.map(findingOf), formats: saidFormats }, 200)
  })
