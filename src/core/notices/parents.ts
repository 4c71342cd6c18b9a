// Which causes stand above a cause: the node everything on its way passes (交换机、虚拟地址、宿主), the CA behind its OCSP, CRL and
// RA, and the network of its own node. While one of them is down, the cause below is its consequence. House rule.

/** A node of the register. */
export interface PlacedNode {
  id: string
  systemId: string
  role: string
  /** The node everything on its way to this one passes; null: not on record. */
  behind: string | null
}

/** What was found, and where. */
export interface PlacedCause {
  cause: string
  nodeId: string
  /** Of the check; null: it is not in the register. */
  layer: string | null
  kind: string | null
  code: string
}

/** Nobody answers there, or a person says it is out of order. A certificate that runs out takes nobody below it along. */
export const DOWN_CODES = /\.(unreachable|timeout|refused|connection-broken)$|^inspections\.manual-abnormal$/

/** A full disk or a late backup of a node takes nothing along that hangs on it. */
const CARRIES: ReadonlySet<string | null> = new Set(['network', 'application'])

/** What hangs on a CA: answers and lists about its certificates, and requests for them. */
const NEEDS_CA: ReadonlySet<string | null> = new Set(['ocsp', 'crl', 'ra'])

/**
 * The raised causes the given one hangs on; empty: it speaks for itself.
 * @param down raised failures of the whole register whose code is one of `DOWN_CODES`
 */
export function raisedParentsOf(
  child: PlacedCause,
  nodes: readonly PlacedNode[],
  down: readonly PlacedCause[],
): string[] {
  const known = new Map(nodes.map((node) => [node.id, node]))
  const others = down.filter(({ cause, layer }) => cause !== child.cause && CARRIES.has(layer))
  const above = passedBy(child.nodeId, known)
  const parents = others.filter(
    ({ nodeId, layer }) =>
      above.includes(nodeId) || (nodeId === child.nodeId && layer === 'network' && child.layer !== 'network'),
  )
  return [...parents, ...downAuthorities(child, known, others)].map(({ cause }) => cause)
}

/** The nodes on the way, nearest first. A register that names a ring ends the way where it closes. */
function passedBy(nodeId: string, known: ReadonlyMap<string, PlacedNode>): string[] {
  const passed: string[] = []
  for (let at = known.get(nodeId)?.behind; at && at !== nodeId && !passed.includes(at); at = known.get(at)?.behind)
    passed.push(at)
  return passed
}

/** Only when every CA of the system is down: a standby that is up serves what hangs on them. */
function downAuthorities(
  child: PlacedCause,
  known: ReadonlyMap<string, PlacedNode>,
  down: readonly PlacedCause[],
): PlacedCause[] {
  const node = known.get(child.nodeId)
  if (!node || !(NEEDS_CA.has(node.role) || NEEDS_CA.has(child.kind))) return []
  const authorities = [...known.values()].filter(({ systemId, role }) => systemId === node.systemId && role === 'ca')
  const causes = down.filter(({ nodeId, kind }) => !NEEDS_CA.has(kind) && authorities.some(({ id }) => id === nodeId))
  return authorities.every(({ id }) => causes.some(({ nodeId }) => nodeId === id)) ? causes : []
}
