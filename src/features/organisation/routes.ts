import { z } from '@hono/zod-openapi'
import { attachment } from '#core/downloads/attachment.ts'
import { IDENTITY_KINDS } from '#core/persons/identity-number.ts'
import { UNIT_TIERS } from '#db/schema/organisation.ts'
import { CellProblemShape, problemOf } from '#src/cell-problem.ts'
import { fileForm, withFile } from '#src/received-file.ts'
import { newRouter, problems, route } from '#src/route.ts'
import { assignDuties, dutiesOf } from './duties.ts'
import { importStaff, staffTemplate } from './import.ts'
import {
  AccountSide,
  AccountSideQuery,
  Duties,
  IdentityLookup,
  NewOutlet,
  NewStaff,
  Reveal,
  StaffChange,
  StaffQuery,
  UnitChange,
} from './inputs.ts'
import { findByIdentity, listStaff } from './list.ts'
import { revealIdentity } from './reveal.ts'
import { type OrgUnit, STAFF_KEEPERS, STAFF_READERS } from './rules.ts'
import { StaffShape, StaffSideShape, shownStaff, staffOf, staffSideOf } from './shapes.ts'
import { changeStaff, createStaff, linkPerson } from './staff.ts'
import { changeUnit, listUnits, openOutlet } from './units.ts'

const tags = ['organisation']
const json = <S extends z.ZodType>(schema: S) => ({ 'application/json': { schema } })
const Id = z.object({ id: z.uuid() })
const body = <S extends z.ZodType>(schema: S) => ({ body: { required: true, content: json(schema) } })

const Unit = z
  .object({
    id: z.string(),
    districtId: z.string(),
    parentId: z.string().nullable(),
    tier: z.enum(UNIT_TIERS),
    name: z.string(),
    state: z.enum(['active', 'closed']),
  })
  .openapi('OrgUnit')
const Units = z.object({ items: z.array(Unit.extend({ districtName: z.string(), people: z.number() })) })

const StaffPage = z.object({ items: z.array(StaffShape), nextCursor: z.string().nullable() })
const IdentityShape = z.object({ kind: z.enum(IDENTITY_KINDS), number: z.string() }).openapi('StaffIdentity')

const units = route(STAFF_READERS, {
  method: 'get',
  path: '/org-units',
  tags,
  summary: 'The centre, the districts and their outlets: those of the own district, or all',
  responses: { 200: { description: 'Units', content: json(Units) }, ...problems },
})
const outlet = route(['ra-officer'], {
  method: 'post',
  path: '/org-units',
  tags,
  summary: 'Open a street outlet',
  request: body(NewOutlet),
  responses: { 201: { description: 'The unit', content: json(Unit) }, ...problems },
})
const unitChange = route(['ra-officer'], {
  method: 'patch',
  path: '/org-units/{id}',
  tags,
  summary: 'Rename or close a street outlet',
  request: { params: Id, ...body(UnitChange) },
  responses: { 200: { description: 'The unit', content: json(Unit) }, ...problems },
})
const list = route(STAFF_READERS, {
  method: 'get',
  path: '/staff',
  tags,
  summary: 'People, by staff number; of the own district, or all',
  request: { query: StaffQuery },
  responses: { 200: { description: 'A page', content: json(StaffPage) }, ...problems },
})
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
const template = route(STAFF_KEEPERS, {
  method: 'get',
  path: '/staff/template.xlsx',
  tags,
  summary: 'A sheet to fill in',
  responses: {
    200: {
      description: 'xlsx',
      content: { [XLSX]: { schema: z.any().openapi({ type: 'string', format: 'binary' }) } },
    },
    ...problems,
  },
})
const Preview = z
  .object({
    sha256: z.string(),
    rows: z.number(),
    added: z.number(),
    unchanged: z.number(),
    isSaved: z.boolean(),
    problems: z.array(CellProblemShape),
  })
  .openapi('StaffImport')
const taking = route(STAFF_KEEPERS, {
  method: 'post',
  path: '/staff/imports',
  tags,
  summary:
    'Look at a list of people (xlsx); with `confirmed`, the digest of the file that was looked at, take it in as a whole',
  request: fileForm(),
  responses: { 200: { description: 'What would happen, or has', content: json(Preview) }, ...problems },
})
const one = route(STAFF_READERS, {
  method: 'get',
  path: '/staff/{id}',
  tags,
  summary: 'One person',
  request: { params: Id },
  responses: { 200: { description: 'The person', content: json(StaffShape) }, ...problems },
})
const lookup = route(STAFF_READERS, {
  method: 'post',
  path: '/staff/lookup',
  tags,
  summary: 'Find a person by the whole number of a document, which is kept out of every address',
  request: body(IdentityLookup),
  responses: {
    200: { description: 'Who has it', content: json(z.object({ items: z.array(StaffShape) })) },
    ...problems,
  },
})
const create = route(STAFF_KEEPERS, {
  method: 'post',
  path: '/staff',
  tags,
  summary: 'Register a person',
  request: body(NewStaff),
  responses: { 201: { description: 'The person', content: json(StaffShape) }, ...problems },
})
const change = route(STAFF_KEEPERS, {
  method: 'patch',
  path: '/staff/{id}',
  tags,
  summary: 'Change what takes no request: outlet of the same district, staff number, mobile',
  request: { params: Id, ...body(StaffChange) },
  responses: { 200: { description: 'The person', content: json(StaffShape) }, ...problems },
})
const sides = route(['security-admin'], {
  method: 'get',
  path: '/staff/account-sides',
  tags,
  summary: 'Whom of the lists a person with accounts is, or who could be: by name or staff number',
  request: { query: AccountSideQuery },
  responses: {
    200: {
      description: 'A page',
      content: json(z.object({ items: z.array(StaffSideShape), nextCursor: z.string().nullable() })),
    },
    ...problems,
  },
})
const person = route(
  { roles: ['security-admin'], stepUp: true },
  {
    method: 'put',
    path: '/staff/{id}/person',
    tags,
    summary: 'Say which person with accounts this is',
    request: { params: Id, ...body(AccountSide) },
    responses: { 200: { description: 'The person', content: json(StaffShape) }, ...problems },
  },
)
const identity = route(STAFF_KEEPERS, {
  method: 'post',
  path: '/staff/{id}/identity',
  tags,
  summary: 'Show the whole number of the document, for a reason that goes on the audit trail',
  request: { params: Id, ...body(Reveal) },
  responses: { 200: { description: 'The number', content: json(IdentityShape) }, ...problems },
})
const duties = route(['security-admin', 'ra-officer', 'auditor'], {
  method: 'get',
  path: '/persons/{id}/duties',
  tags,
  summary: 'What a person may do with requests; none: what the roles allow',
  request: { params: Id },
  responses: { 200: { description: 'Duties', content: json(Duties) }, ...problems },
})
const assign = route(
  { roles: ['security-admin'], stepUp: true },
  {
    method: 'put',
    path: '/persons/{id}/duties',
    tags,
    summary: 'Limit what a person may do with requests, under every account of theirs',
    request: { params: Id, ...body(Duties) },
    responses: { 200: { description: 'Duties', content: json(Duties) }, ...problems },
  },
)

/** Thousands of rows fit. */
const MAX_LIST_BYTES = 5 * 1024 * 1024

const unitOf = ({ id, districtId, parentId, tier, name, state }: OrgUnit) => ({
  id,
  districtId,
  parentId,
  tier,
  name,
  state,
})
export const organisationRoutes = newRouter()
  .openapi(units, async (c) => {
    const items = await listUnits(c.get('ctx'))
    return c.json(
      { items: items.map((unit) => ({ ...unitOf(unit), districtName: unit.districtName, people: unit.people })) },
      200,
    )
  })
  .openapi(outlet, async (c) => c.json(unitOf(await openOutlet(c.get('ctx'), c.req.valid('json'))), 201))
  .openapi(unitChange, async (c) =>
    c.json(unitOf(await changeUnit(c.get('ctx'), c.req.valid('param').id, c.req.valid('json'))), 200),
  )
  .openapi(list, async (c) => {
    const { items, nextCursor } = await listStaff(c.get('ctx'), c.req.valid('query'))
    return c.json({ items: items.map(staffOf), nextCursor }, 200)
  })
  .openapi(lookup, async (c) => {
    const items = await findByIdentity(c.get('ctx'), c.req.valid('json'))
    return c.json({ items: items.map(staffOf) }, 200)
  })
  .openapi(create, async (c) => {
    const ctx = c.get('ctx')
    return c.json(await shownStaff(ctx, (await createStaff(ctx, c.req.valid('json'))).id), 201)
  })
  .openapi(template, async (c) => {
    const bytes = await staffTemplate(c.get('ctx'))
    c.header('Content-Disposition', attachment('人员名单模板.xlsx'))
    return c.body(new Uint8Array(bytes).buffer, 200, { 'Content-Type': XLSX })
  })
  .openapi(taking, async (c) => {
    const ctx = c.get('ctx')
    const outcome = await withFile(ctx, c.req.raw, MAX_LIST_BYTES, (file, form) =>
      importStaff(ctx, file, form.text('confirmed')),
    )
    return c.json({ ...outcome, problems: outcome.problems.map(problemOf) }, 200)
  })
  .openapi(sides, async (c) => {
    const wish = c.req.valid('query')
    // Who has left is told of, and linked no more.
    const state = wish.personId === undefined ? ('active' as const) : undefined
    const { items, nextCursor } = await listStaff(c.get('ctx'), { ...wish, state })
    return c.json({ items: items.map(staffSideOf), nextCursor }, 200)
  })
  .openapi(one, async (c) => c.json(await shownStaff(c.get('ctx'), c.req.valid('param').id), 200))
  .openapi(change, async (c) => {
    const { id } = await changeStaff(c.get('ctx'), c.req.valid('param').id, c.req.valid('json'))
    return c.json(await shownStaff(c.get('ctx'), id), 200)
  })
  .openapi(person, async (c) => {
    const { id } = await linkPerson(c.get('ctx'), c.req.valid('param').id, c.req.valid('json').personId)
    return c.json(await shownStaff(c.get('ctx'), id), 200)
  })
  .openapi(identity, async (c) => {
    const shown = await revealIdentity(c.get('ctx'), c.req.valid('param').id, c.req.valid('json').reason)
    c.header('Cache-Control', 'no-store')
    return c.json(shown, 200)
  })
  .openapi(duties, async (c) => c.json({ duties: await dutiesOf(c.get('ctx').db, c.req.valid('param').id) }, 200))
  .openapi(assign, async (c) =>
    c.json({ duties: await assignDuties(c.get('ctx'), c.req.valid('param').id, c.req.valid('json').duties) }, 200),
  )
