export { describeFinding } from './describe.ts'
export { countOpenFindings, type Finding, getFinding, listFindings, sightedFindings } from './list.ts'
export { recordSighting, type Sighting } from './record.ts'
export { findingsRoutes } from './routes.ts'
