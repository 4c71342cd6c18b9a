import { useQuery } from '@tanstack/react-query'
import { get } from '../api.ts'

interface Target {
  id: string
  districtName: string
  name: string
}

/** Offices of the whole city: where somebody may be moved to. */
export function useTransferTargets(isAsked = true) {
  return useQuery({
    queryKey: ['/user-requests/transfer-targets'],
    queryFn: () => get<{ items: Target[] }>('/user-requests/transfer-targets'),
    enabled: isAsked,
    staleTime: 300_000,
  })
}

export function targetName({ districtName, name }: Target): string {
  return `${districtName} · ${name}`
}

/** In words, where a request has one. */
export function useTransferTarget(id: string | undefined): string | undefined {
  const { data } = useTransferTargets(id !== undefined)
  const found = data?.items.find((one) => one.id === id)
  return found && targetName(found)
}
