export { askedBy, asPolicy, DEFAULT_POLICY, type HouseMaterial, houseMaterial, listPolicies } from './house.ts'
export { installTrustAnchors, isTrustUntouched } from './install.ts'
export { parsePolicy } from './read.ts'
