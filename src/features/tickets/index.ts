export { describeFinding } from './describe.ts'
export { countOpenFindings, type Finding, getFinding, listFindings } from './list.ts'
export { recordSighting, type Sighting } from './record.ts'
