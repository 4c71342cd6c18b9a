import { useQuery } from '@tanstack/react-query'
import { get } from '../api.ts'
import type { TargetRow } from '../contract.ts'
import { useWords } from '../language/index.ts'

/** A place whose kind of server nobody has said yet. */
export const UNSPECIFIED = 'unspecified'

/** The kinds of servers and devices with a recipe, by their ids; they change with a release only. */
export function useTargets() {
  const { t, pick } = useWords()
  const targets = useQuery({
    queryKey: ['/targets'],
    queryFn: () => get<{ items: TargetRow[] }>('/targets'),
    staleTime: Number.POSITIVE_INFINITY,
  })
  const items = targets.data?.items ?? []
  const unspecified = t('binding.target.unspecified')
  const of = (id: string) => items.find((one) => one.id === id)
  return {
    error: targets.error,
    of,
    titleOf: (id: string) => pick(of(id)?.title) || (id === UNSPECIFIED ? unspecified : id),
    options: [
      { value: UNSPECIFIED, text: unspecified },
      ...items.map(({ id, title, versions }) => ({ value: id, text: `${pick(title)}（${versions}）` })),
    ],
  }
}
