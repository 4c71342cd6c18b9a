// 机构: the centre, the districts, and the outlets of the one that is open. Choosing one narrows the list beside it.

import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { get, write } from '../api.ts'
import { useWords } from '../language/index.ts'
import { FormDialog } from '../pieces/field-form.tsx'
import { Bones, Panel } from '../pieces/page.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import { useMay } from '../shell/session.ts'
import { CloseUnit } from './close-unit.tsx'
import type { Unit } from './shapes.ts'

export function useUnits() {
  return useQuery({ queryKey: ['/org-units'], queryFn: () => get<{ items: Unit[] }>('/org-units') })
}

/** Everybody of the unit and of the outlets below it. */
const peopleBelow = (units: readonly Unit[], { id, people }: Unit): number =>
  units
    .filter(({ parentId, tier }) => parentId === id && tier === 'outlet')
    .reduce((sum, one) => sum + one.people, people)

interface Props {
  chosenId: string | undefined
}

export function UnitTree({ chosenId }: Props) {
  const { t } = useWords()
  const mayKeep = useMay('keep-units')
  const units = useUnits()
  const all = units.data?.items ?? []
  const chosen = all.find(({ id }) => id === chosenId)
  const openId = chosen?.tier === 'outlet' ? chosen.parentId : chosen?.id
  const tops = all.filter(({ tier }) => tier !== 'outlet')
  return (
    <Panel title={t('unit.tree')} padded={false}>
      <ProblemAlert error={units.error} retry={() => void units.refetch()} />
      {units.isPending && (
        <div className="body">
          <Bones lines={6} />
        </div>
      )}
      <nav className="unit-tree" aria-label={t('unit.tree')}>
        <ul>
          <li>
            <Link to="/staff" {...(!chosen && { 'aria-current': 'true' as const })}>
              {t('unit.all')}
            </Link>
          </li>
          {tops.map((top) => (
            <Top
              key={top.id}
              unit={top}
              all={all}
              isOpen={tops.length === 1 || top.id === openId}
              chosenId={chosenId}
            />
          ))}
        </ul>
      </nav>
      {mayKeep && all.length > 0 && <UnitActions all={all} chosen={chosen} />}
    </Panel>
  )
}

interface TopProps {
  unit: Unit
  all: readonly Unit[]
  isOpen: boolean
  chosenId: string | undefined
}

function Top({ unit, all, isOpen, chosenId }: TopProps) {
  const outlets = all.filter(({ parentId, tier }) => parentId === unit.id && tier === 'outlet')
  return (
    <li className={unit.tier}>
      <UnitLink unit={unit} people={peopleBelow(all, unit)} outlets={outlets.length} isChosen={unit.id === chosenId} />
      {isOpen && outlets.length > 0 && (
        <ul>
          {outlets.map((outlet) => (
            <li key={outlet.id} className="outlet">
              <UnitLink unit={outlet} people={outlet.people} outlets={0} isChosen={outlet.id === chosenId} />
            </li>
          ))}
        </ul>
      )}
    </li>
  )
}

interface LinkProps {
  unit: Unit
  people: number
  outlets: number
  isChosen: boolean
}

function UnitLink({ unit, people, outlets, isChosen }: LinkProps) {
  const { t } = useWords()
  return (
    <Link to={`/staff?unit=${unit.id}`} {...(isChosen && { 'aria-current': 'true' as const })}>
      <span className="grow">{unit.name}</span>
      <span className="small soft">
        {unit.state === 'closed' && `${t('unit.closed')} `}
        {outlets > 0 && `${t('unit.outlets', { count: outlets })} `}
        {t('unit.people', { count: people })}
      </span>
    </Link>
  )
}

/** What can be done with the one that is chosen: only outlets are renamed and closed. */
function UnitActions({ all, chosen }: { all: readonly Unit[]; chosen: Unit | undefined }) {
  const { t } = useWords()
  const [doing, setDoing] = useState<'open' | 'rename' | 'close'>()
  const parent = chosen?.tier === 'outlet' ? all.find(({ id }) => id === chosen.parentId) : (chosen ?? all[0])
  const done = () => setDoing(undefined)
  const outlet = chosen?.tier === 'outlet' ? chosen : undefined
  return (
    <div className="unit-actions">
      <Button size="small" onClick={() => setDoing('open')}>
        {t('unit.open')}
      </Button>
      {outlet?.state === 'active' && (
        <Button size="small" onClick={() => setDoing('rename')}>
          {t('unit.rename')}
        </Button>
      )}
      {outlet && (
        <Button size="small" onClick={() => setDoing('close')}>
          {t(outlet.state === 'active' ? 'unit.close' : 'unit.reopen')}
        </Button>
      )}
      {doing === 'open' && parent && (
        <FormDialog
          title={t('unit.open-below', { name: parent.name })}
          intro={t('unit.open-what')}
          fields={[{ name: 'name', title: t('unit.name'), type: 'text', isRequired: true }]}
          actionText={t('unit.open')}
          send={(values) => write('POST', '/org-units', { ...values, parentId: parent.id })}
          onClose={done}
        />
      )}
      {doing === 'rename' && outlet && (
        <FormDialog
          title={`${t('unit.rename')}：${outlet.name}`}
          fields={[{ name: 'name', title: t('unit.name'), type: 'text', isRequired: true }]}
          initial={{ name: outlet.name }}
          actionText={t('unit.rename')}
          send={(values) => write('PATCH', `/org-units/${outlet.id}`, values)}
          onClose={done}
        />
      )}
      {doing === 'close' && outlet && <CloseUnit unit={outlet} onClose={done} />}
    </div>
  )
}
