// The filters of a list: they live in the address, so a filtered list can be sent to somebody and come back to.

import { useSearchParams } from 'react-router'
import { useWords } from '../language/index.ts'
import { endOfDay, startOfDay } from './time.tsx'

export interface Filters {
  search: URLSearchParams
  /** An empty value takes the filter away. */
  set: (name: string, value: string) => void
  /** `undefined` where it is not set. */
  value: (name: string) => string | undefined
  /** The days of `DayRange` as moments. */
  days: { from: string | undefined; to: string | undefined }
}

export function useFilters(): Filters {
  const [search, setSearch] = useSearchParams()
  return {
    search,
    set: (name, value) =>
      setSearch((now) => {
        if (value) now.set(name, value)
        else now.delete(name)
        return now
      }),
    value: (name) => search.get(name) ?? undefined,
    days: { from: startOfDay(search.get('from')), to: endOfDay(search.get('to')) },
  }
}

/** From one day to another, both of them included. */
export function DayRange({ search, set }: Pick<Filters, 'search' | 'set'>) {
  const { t } = useWords()
  return (['from', 'to'] as const).map((name) => (
    <label key={name} className="row small">
      {t(`filter.${name}`)}
      <input type="date" value={search.get(name) ?? ''} onChange={(event) => set(name, event.target.value)} />
    </label>
  ))
}
