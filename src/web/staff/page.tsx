// 人员: the house as a tree, its people beside it; one by one, or a sheet of many.

import { Button, Input } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { useWords } from '../language/index.ts'
import { useFilters } from '../pieces/filters.tsx'
import { Empty, PageHead, Panel } from '../pieces/page.tsx'
import { PagedTable } from '../pieces/paged-table.tsx'
import type { Column } from '../pieces/table.tsx'
import { Badge } from '../pieces/verdict-tag.tsx'
import { RequestTabs } from '../requests/tabs.tsx'
import { useMay } from '../shell/session.ts'
import { Import } from './import.tsx'
import { PersonForm } from './person-form.tsx'
import type { StaffPerson, Unit } from './shapes.ts'
import { UnitTree, useUnits } from './units.tsx'
import './staff.css'

function useColumns(): Column<StaffPerson>[] {
  const { t } = useWords()
  return [
    {
      key: 'name',
      title: t('staff.name'),
      lead: true,
      cell: ({ id, name }) => <Link to={`/staff/${id}`}>{name}</Link>,
    },
    { key: 'number', title: t('staff.number'), cell: ({ staffNumber }) => staffNumber },
    { key: 'unit', title: t('staff.unit'), cell: ({ unitName }) => unitName },
    { key: 'identity', title: t('staff.identity'), cell: ({ identityMasked }) => <code>{identityMasked}</code> },
    { key: 'mobile', title: t('staff.mobile'), cell: ({ mobileMasked }) => mobileMasked ?? '—' },
    {
      key: 'state',
      title: t('staff.state'),
      width: 90,
      cell: ({ state }) => <Badge tone={state === 'active' ? 'good' : 'none'}>{t(`staff.state.${state}`)}</Badge>,
    },
  ]
}

export function StaffPage() {
  const { t } = useWords()
  const mayKeep = useMay('keep-staff')
  const { search } = useFilters()
  const [doing, setDoing] = useState<'import' | 'register'>()
  const units = useUnits().data?.items ?? []
  const chosen = units.find(({ id }) => id === search.get('unit'))
  const done = () => setDoing(undefined)
  return (
    <>
      <PageHead
        title={t('place.staff')}
        meta={t('staff.what')}
        actions={
          mayKeep && (
            <>
              <Button onClick={() => setDoing('import')}>{t('staff.import')}</Button>
              <Button type="primary" onClick={() => setDoing('register')}>
                {t('person.new')}
              </Button>
            </>
          )
        }
      />
      {mayKeep && <RequestTabs />}
      <div className="stack">
        {doing === 'import' && <Import onClose={done} />}
        <div className="staff-columns">
          <UnitTree chosenId={chosen?.id} />
          <People chosen={chosen} />
        </div>
      </div>
      {doing === 'register' && <PersonForm units={units} unitId={chosen?.id} onClose={done} />}
    </>
  )
}

/** Of a district with its outlets, of one outlet, of the centre alone, or all. */
function People({ chosen }: { chosen: Unit | undefined }) {
  const { t } = useWords()
  const { search, set } = useFilters()
  const wanted = search.get('search') ?? ''
  const columns = useColumns()
  const place = chosen && (chosen.tier === 'district' ? { districtId: chosen.districtId } : { unitId: chosen.id })
  return (
    <Panel
      title={chosen?.name ?? t('staff.list')}
      padded={false}
      extra={
        <Input.Search
          allowClear
          aria-label={t('staff.search')}
          placeholder={t('staff.search')}
          defaultValue={wanted}
          onSearch={(text) => set('search', text)}
        />
      }
    >
      <PagedTable<StaffPerson>
        label={t('staff.list')}
        path="/staff"
        query={{ search: wanted || undefined, ...place }}
        columns={columns}
        rowKey={({ id }) => id}
        empty={<Empty title={t('staff.none')}>{t('staff.none-hint')}</Empty>}
      />
    </Panel>
  )
}
