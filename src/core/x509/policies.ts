// Certificate policies along a path: RFC 5280 §6.1.2–§6.1.5 with the valid policy graph of RFC 9618, which has one node per
// policy and depth. The tree of the older text grows exponentially under hostile mappings (CVE-2023-0464).

import { OID } from '../asn1/oids.ts'
import type { Certificate } from './certificate.ts'
import { extensionOf } from './extensions.ts'
import { sameName } from './names.ts'

export interface PolicyInputs {
  /** Policies the relying party accepts; absent or with anyPolicy in it: all of them. */
  initialPolicies?: readonly string[] | undefined
  requireExplicitPolicy?: boolean | undefined
  inhibitPolicyMapping?: boolean | undefined
  inhibitAnyPolicy?: boolean | undefined
}

export interface PolicyOutcome {
  /** Policies the path is valid for, in the relying party's own domain. */
  policies: string[]
  /** A policy was demanded and the path has none that is acceptable. */
  isUnacceptable: boolean
  /** A mapping names anyPolicy, which RFC 5280 §6.1.4 (a) forbids. */
  mapsAnyPolicy: boolean
}

interface Node {
  policy: string
  expected: Set<string>
  parents: Node[]
}

type Level = Map<string, Node>

interface State {
  levels: Level[]
  /** `false` once no policy is left: the graph is then NULL for good. */
  isAlive: boolean
  explicitPolicy: number
  policyMapping: number
  anyPolicy: number
  mapsAnyPolicy: boolean
}

/** @param path the certificates below the trust anchor, the one it issued first, the target last */
export function processPolicies(path: readonly Certificate[], inputs: PolicyInputs): PolicyOutcome {
  const count = path.length
  const state = initialState(count, inputs)
  for (const [index, certificate] of path.entries()) {
    const isLast = index === count - 1
    const isSelfIssued = sameName(certificate.subject, certificate.issuer)
    applyPolicies(state, certificate, !isLast && isSelfIssued)
    if (state.explicitPolicy === 0 && !state.isAlive) return unacceptable(state)
    if (isLast) wrapUp(state, certificate)
    else prepareNext(state, certificate, isSelfIssued)
  }
  const policies = acceptedPolicies(state, inputs.initialPolicies)
  return {
    policies,
    isUnacceptable: state.explicitPolicy === 0 && policies.length === 0,
    mapsAnyPolicy: state.mapsAnyPolicy,
  }
}

function unacceptable(state: State): PolicyOutcome {
  return { policies: [], isUnacceptable: true, mapsAnyPolicy: state.mapsAnyPolicy }
}

function initialState(count: number, inputs: PolicyInputs): State {
  const root: Node = { policy: OID.anyPolicy, expected: new Set([OID.anyPolicy]), parents: [] }
  return {
    levels: [new Map([[OID.anyPolicy, root]])],
    isAlive: true,
    explicitPolicy: inputs.requireExplicitPolicy ? 0 : count + 1,
    policyMapping: inputs.inhibitPolicyMapping ? 0 : count + 1,
    anyPolicy: inputs.inhibitAnyPolicy ? 0 : count + 1,
    mapsAnyPolicy: false,
  }
}

/** §6.1.3 (d) and (e), RFC 9618 §5.3. */
function applyPolicies(state: State, certificate: Certificate, isSelfIssuedIntermediate: boolean): void {
  const stated = extensionOf(certificate, 'certificatePolicies')
  if (!stated || !state.isAlive) {
    state.isAlive = false
    return
  }
  const above = state.levels.at(-1) ?? new Map<string, Node>()
  const expecting = byExpectedPolicy(above)
  const level: Level = new Map()
  for (const { oid } of stated) if (oid !== OID.anyPolicy) addStated(level, above, expecting, oid)
  const statesAny = stated.some(({ oid }) => oid === OID.anyPolicy)
  if (statesAny && (state.anyPolicy > 0 || isSelfIssuedIntermediate)) addExpected(level, expecting)
  state.levels.push(level)
  state.isAlive = level.size > 0
}

function addStated(level: Level, above: Level, expecting: Map<string, Node[]>, policy: string): void {
  const parents = expecting.get(policy) ?? []
  const anyParent = above.get(OID.anyPolicy)
  if (parents.length > 0) level.set(policy, { policy, expected: new Set([policy]), parents })
  else if (anyParent) level.set(policy, { policy, expected: new Set([policy]), parents: [anyParent] })
}

function addExpected(level: Level, expecting: Map<string, Node[]>): void {
  for (const [policy, parents] of expecting) {
    if (!level.has(policy)) level.set(policy, { policy, expected: new Set([policy]), parents })
  }
}

/** The nodes that expect each policy: looked up, not searched, so that thousands of policies cost thousands of steps. */
function byExpectedPolicy(level: Level): Map<string, Node[]> {
  const index = new Map<string, Node[]>()
  for (const node of level.values()) {
    for (const policy of node.expected) {
      const nodes = index.get(policy)
      if (nodes) nodes.push(node)
      else index.set(policy, [node])
    }
  }
  return index
}

/** §6.1.4 (a), (b), (h), (i), (j). */
function prepareNext(state: State, certificate: Certificate, isSelfIssued: boolean): void {
  applyMappings(state, certificate)
  if (!isSelfIssued) {
    state.explicitPolicy = Math.max(0, state.explicitPolicy - 1)
    state.policyMapping = Math.max(0, state.policyMapping - 1)
    state.anyPolicy = Math.max(0, state.anyPolicy - 1)
  }
  const constraints = extensionOf(certificate, 'policyConstraints')
  const inhibitAny = extensionOf(certificate, 'inhibitAnyPolicy')
  state.explicitPolicy = Math.min(state.explicitPolicy, constraints?.requireExplicitPolicy ?? Number.POSITIVE_INFINITY)
  state.policyMapping = Math.min(state.policyMapping, constraints?.inhibitPolicyMapping ?? Number.POSITIVE_INFINITY)
  state.anyPolicy = Math.min(state.anyPolicy, inhibitAny ?? Number.POSITIVE_INFINITY)
}

function applyMappings(state: State, certificate: Certificate): void {
  const targets = new Map<string, Set<string>>()
  for (const { issuerDomain, subjectDomain } of extensionOf(certificate, 'policyMappings') ?? []) {
    if (issuerDomain === OID.anyPolicy || subjectDomain === OID.anyPolicy) state.mapsAnyPolicy = true
    targets.set(issuerDomain, (targets.get(issuerDomain) ?? new Set()).add(subjectDomain))
  }
  const level = state.levels.at(-1)
  if (!level || !state.isAlive) return
  for (const [policy, expected] of targets) {
    if (state.policyMapping === 0) level.delete(policy)
    else mapPolicy(level, policy, expected)
  }
  state.isAlive = level.size > 0
}

function mapPolicy(level: Level, policy: string, expected: Set<string>): void {
  const node = level.get(policy)
  const anyNode = level.get(OID.anyPolicy)
  if (node) node.expected = expected
  else if (anyNode) level.set(policy, { policy, expected, parents: anyNode.parents })
}

/** §6.1.5 (a) and (b). */
function wrapUp(state: State, certificate: Certificate): void {
  state.explicitPolicy = Math.max(0, state.explicitPolicy - 1)
  if (extensionOf(certificate, 'policyConstraints')?.requireExplicitPolicy === 0) state.explicitPolicy = 0
}

/** §6.1.5 (g): the policies at the end of the path, named in the domain they were first stated in, that the inputs accept. */
function acceptedPolicies(state: State, initialPolicies: readonly string[] | undefined): string[] {
  const last = state.levels.at(-1)
  if (!state.isAlive || !last) return []
  const isAny = !initialPolicies || initialPolicies.includes(OID.anyPolicy)
  const domains = new Set<string>()
  const seen = new Set<Node>()
  for (const node of last.values()) collectDomains(node, domains, seen)
  if (isAny) return [...domains]
  return domains.has(OID.anyPolicy) ? [...initialPolicies] : initialPolicies.filter((policy) => domains.has(policy))
}

/** Walks up to the nodes whose parent is anyPolicy: those are in the relying party's domain. */
function collectDomains(node: Node, domains: Set<string>, seen: Set<Node>): void {
  if (seen.has(node)) return
  seen.add(node)
  if (node.policy === OID.anyPolicy || node.parents.some((parent) => parent.policy === OID.anyPolicy)) {
    domains.add(node.policy)
  }
  for (const parent of node.parents) if (parent.policy !== OID.anyPolicy) collectDomains(parent, domains, seen)
}
