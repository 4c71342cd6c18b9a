import { useQuery } from '@tanstack/react-query'
import { get } from '../../api.ts'
import type { TargetRow } from '../../contract.ts'
import { useWords } from '../../language/index.ts'

/** The deployment targets by their ids. */
export function useTargets() {
  const { pick } = useWords()
  const { data } = useQuery({
    queryKey: ['/targets'],
    queryFn: () => get<{ items: TargetRow[] }>('/targets'),
    staleTime: Number.POSITIVE_INFINITY,
  })
  const of = (id: string) => data?.items.find((one) => one.id === id)
  return { of, titleOf: (id: string) => pick(of(id)?.title) || id }
}
