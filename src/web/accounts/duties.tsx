// 职责: what a person may do with requests, whichever account they use. None: what the roles allow.

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { get, write } from '../api.ts'
import { useWords } from '../language/index.ts'
import { Bones } from '../pieces/page.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'

const DUTIES = ['enter', 'review', 'approve'] as const
type Duty = (typeof DUTIES)[number]
interface Assigned {
  duties: Duty[]
}

const keyOf = (personId: string) => ['/persons', personId, 'duties'] as const

function useDuties(personId: string) {
  return useQuery({ queryKey: keyOf(personId), queryFn: () => get<Assigned>(`/persons/${personId}/duties`) })
}

/** In words. */
export function DutiesOf({ personId }: { personId: string }) {
  const { t } = useWords()
  const { data } = useDuties(personId)
  if (!data) return <span className="soft">…</span>
  return data.duties.length > 0 ? data.duties.map((duty) => t(`duties.${duty}`)).join('、') : t('duties.none')
}

/** For who may assign them. */
export function AssignDuties({ personId }: { personId: string }) {
  const { t } = useWords()
  const client = useQueryClient()
  const assigned = useDuties(personId)
  const [chosen, setChosen] = useState<readonly Duty[]>()
  const save = useMutation({
    mutationFn: (duties: readonly Duty[]) => write<Assigned>('PUT', `/persons/${personId}/duties`, { duties }),
    onSuccess: (now) => {
      client.setQueryData(keyOf(personId), now)
      setChosen(undefined)
    },
  })
  if (!assigned.data) return assigned.error ? <ProblemAlert error={assigned.error} /> : <Bones lines={2} />
  const shown = chosen ?? assigned.data.duties
  return (
    <div className="stack">
      <p className="small soft">{t('duties.what')}</p>
      <fieldset className="roles">
        <legend className="unseen">{t('duties.title')}</legend>
        <div className="row">
          {DUTIES.map((duty) => (
            <label key={duty} className="row tight">
              <input
                type="checkbox"
                checked={shown.includes(duty)}
                onChange={({ target }) =>
                  setChosen(DUTIES.filter((one) => (one === duty ? target.checked : shown.includes(one))))
                }
              />
              {t(`duties.${duty}`)}
            </label>
          ))}
        </div>
      </fieldset>
      <div className="row">
        <Button disabled={!chosen} loading={save.isPending} onClick={() => chosen && save.mutate(chosen)}>
          {t('duties.save')}
        </Button>
        {save.isSuccess && !chosen && <span role="status">{t('duties.saved')}</span>}
        {shown.length === 0 && <span className="small soft">{t('duties.none')}</span>}
      </div>
      <ProblemAlert error={save.error} />
    </div>
  )
}
