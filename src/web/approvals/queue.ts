// What waits for the person at the screen, asked for once and shown in several places.

import { type QueryClient, useQuery } from '@tanstack/react-query'
import { get } from '../api.ts'
import { useMay } from '../shell/session.ts'
import type { ApprovalQueue } from './shapes.ts'

const CALM_MS = 20_000
const QUEUE = '/approvals/queue'

export function useQueue() {
  const maySee = useMay('see-approvals')
  return useQuery({
    queryKey: ['/approvals', 'queue'],
    queryFn: () => get<ApprovalQueue>(QUEUE),
    refetchInterval: CALM_MS,
    enabled: maySee,
  })
}

/** What there is to do: what went wrong, what waits for a decision, what may be used. */
export function useQueueCount(): number {
  const { data } = useQueue()
  return data ? data.exceptions.length + data.toDecide.length + data.toUse.length : 0
}

/** After asking or deciding: the queue and whatever shows its own part of it. */
export function refreshApprovals(client: QueryClient): Promise<unknown> {
  return client.invalidateQueries({ queryKey: ['/approvals'] })
}
