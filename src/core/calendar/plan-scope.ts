// What the rounds of a plan look at: which checks of the register, and what the plan asks beside them (3.6.1.2.4; 每季度冷备 and 停机巡检 have no probe).

import type { Layer } from '../checks/probe-result.ts'

export interface PlanScope {
  /** Absent: every layer. */
  layers?: readonly Layer[] | undefined
  /** Ids of systems of the register; absent: every system, also those that are registered later. */
  systems?: readonly string[] | undefined
  /** Checks that a probe makes, checks that people make. */
  kinds: readonly ('automatic' | 'manual')[]
}

export const WHOLE_REGISTER: PlanScope = { kinds: ['automatic', 'manual'] }

/** What people look at in the rounds of this plan alone. */
export interface PlanItem {
  /** Stable within the plan. */
  id: string
  title: { zh: string; en: string }
  layer: Layer
  /** 必填实测值: a bare 正常 is refused. */
  mustMeasure: boolean
  /** Asked of every node with one of these roles; empty: once for every system. */
  roles: readonly string[]
}

export function covers(scope: PlanScope, check: { layer: Layer; kind: string; systemId: string }): boolean {
  return (
    scope.kinds.includes(check.kind === 'manual' ? 'manual' : 'automatic') &&
    (scope.layers === undefined || scope.layers.includes(check.layer)) &&
    coversSystem(scope, check.systemId)
  )
}

export function coversSystem(scope: PlanScope, systemId: string): boolean {
  return scope.systems === undefined || scope.systems.includes(systemId)
}

export interface Place {
  system: { id: string }
  node: { id: string; role: string }
}

export interface PlacedItem<P extends Place> {
  item: PlanItem
  place: P
  /** Stable for ever: results, findings and records refer to it. */
  checkId: string
}

/** The plan's own items in order, each at its places. @param places every node in scope order, the nodes of a system together */
export function placedItems<P extends Place>(
  planId: string,
  scope: PlanScope,
  items: readonly PlanItem[],
  places: readonly P[],
): PlacedItem<P>[] {
  const inScope = places.filter(({ system }) => coversSystem(scope, system.id))
  const firstOfSystem = inScope.filter(
    ({ system }, index) => inScope.findIndex((other) => other.system.id === system.id) === index,
  )
  return items.flatMap((item) => {
    const isOnce = item.roles.length === 0
    const there = isOnce ? firstOfSystem : inScope.filter(({ node }) => item.roles.includes(node.role))
    return there.map((place) => ({
      item,
      place,
      checkId: `plan.${planId}.${item.id}.${isOnce ? place.system.id : place.node.id}`,
    }))
  })
}
