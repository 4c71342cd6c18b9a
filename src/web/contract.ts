// The shapes the product answers with, as the console reads them. Times are ISO strings or epoch milliseconds (pieces/time.tsx takes both).

export type * from './contract/audit.ts'
export type * from './contract/certificates.ts'
export type * from './contract/common.ts'
export type * from './contract/inspections.ts'
export type * from './contract/signing.ts'
export type * from './contract/systems.ts'
export type * from './contract/trust.ts'
export type * from './contract/verification.ts'
