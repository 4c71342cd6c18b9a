// A plan being added or changed: everything it says, from which day on, and why.

import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Checkbox, Input, InputNumber } from 'antd'
import { useState } from 'react'
import { get, type Page, write } from '../../api.ts'
import { useWords } from '../../language/index.ts'
import { Dialog } from '../../pieces/dialog.tsx'
import { Field } from '../../pieces/field.tsx'
import { LAYERS } from '../../pieces/layers.ts'
import { ProblemAlert } from '../../pieces/problem-alert.tsx'
import { shanghaiDay } from '../../pieces/time.tsx'
import { Days } from './days.tsx'
import type { Draft, PartProps, PlanItem, PlanScope, PlanVersion, Slot } from './plan.ts'

const NEW_SLOT: Slot = {
  id: 'day',
  title: { zh: '日班', en: 'Day' },
  opensAt: '09:00',
  plannedAt: '09:30',
  onTimeUntil: '17:30',
  missedAfter: '20:00',
}

export const NEW_PLAN: Draft = {
  title: { zh: '', en: '' },
  contract: '',
  days: { kind: 'daily' },
  slots: [NEW_SLOT],
  scope: { kinds: ['automatic', 'manual'] },
  items: [],
  isCounted: false,
  isRunning: true,
}

function SlotFields({ slot, set, remove }: { slot: Slot; set: (slot: Slot) => void; remove?: () => void }) {
  const { t } = useWords()
  const time = (name: 'opensAt' | 'plannedAt' | 'onTimeUntil' | 'missedAfter') => (
    <Field label={t(`plan.slot.${name}`)}>
      {(id) => (
        <Input
          id={id}
          type="time"
          value={slot[name]}
          onChange={({ target }) => set({ ...slot, [name]: target.value })}
        />
      )}
    </Field>
  )
  const later = (name: 'onTimeDays' | 'missedDays') => (
    <Field label={t(`plan.slot.${name}`)}>
      {(id) => (
        <InputNumber
          id={id}
          min={0}
          max={31}
          value={slot[name] ?? 0}
          onChange={(days) => set({ ...slot, [name]: days ?? 0 })}
        />
      )}
    </Field>
  )
  return (
    <fieldset className="plan-slot">
      <Field label={t('plan.slot.title')}>
        {(id) => (
          <Input
            id={id}
            value={slot.title.zh}
            maxLength={20}
            onChange={({ target }) => set({ ...slot, title: { ...slot.title, zh: target.value } })}
          />
        )}
      </Field>
      {time('opensAt')}
      {time('plannedAt')}
      {time('onTimeUntil')}
      {later('onTimeDays')}
      {time('missedAfter')}
      {later('missedDays')}
      {remove && (
        <Button
          size="small"
          type="text"
          icon={<DeleteOutlined />}
          aria-label={`${t('plan.remove')} ${slot.title.zh}`}
          onClick={remove}
        />
      )}
    </fieldset>
  )
}

function Slots({ draft: { slots }, change }: PartProps) {
  const { t } = useWords()
  return (
    <div className="field">
      <span className="label">{t('plan.slots')}</span>
      {slots.map((slot, index) => (
        <SlotFields
          key={slot.id}
          slot={slot}
          set={(next) => change({ slots: slots.with(index, next) })}
          {...(slots.length > 1 && { remove: () => change({ slots: slots.toSpliced(index, 1) }) })}
        />
      ))}
      {slots.length < 4 && (
        <div>
          <Button
            size="small"
            icon={<PlusOutlined />}
            onClick={() =>
              change({ slots: [...slots, { ...NEW_SLOT, id: `slot-${slots.length + 1}-${slots.length}` }] })
            }
          >
            {t('plan.slot.add')}
          </Button>
        </div>
      )}
    </div>
  )
}

function Scope({ draft: { scope }, change }: PartProps) {
  const { t } = useWords()
  const systems = useQuery({
    queryKey: ['/systems', 'names'],
    queryFn: () => get<Page<{ id: string; name: string }>>('/systems', { limit: 200 }),
  })
  // An empty choice is every one of them, and nothing at all is not sent.
  const set = (part: Partial<Record<keyof PlanScope, readonly string[]>>) => {
    const { layers, systems: chosen, kinds } = { ...scope, ...part }
    const next = {
      kinds,
      ...(layers && layers.length > 0 && layers.length < LAYERS.length && { layers }),
      ...(chosen && chosen.length > 0 && { systems: chosen }),
    }
    change({ scope: next as PlanScope })
  }
  return (
    <>
      <div className="field">
        <span className="label">{t('plan.scope.kinds')}</span>
        <Checkbox.Group
          value={[...scope.kinds]}
          options={(['automatic', 'manual'] as const).map((value) => ({ value, label: t(`plan.scope.${value}`) }))}
          onChange={(kinds) => set({ kinds })}
        />
      </div>
      <div className="field">
        <span className="label">{t('plan.scope.layers')}</span>
        <Checkbox.Group
          value={[...(scope.layers ?? LAYERS)]}
          options={LAYERS.map((value) => ({ value, label: t(`layer.${value}`) }))}
          onChange={(layers) => set({ layers })}
        />
      </div>
      <details>
        <summary>
          {t('plan.scope.systems-of')}{' '}
          <span className="soft">
            {scope.systems ? t('plan.scope.systems', { count: scope.systems.length }) : t('plan.scope.all-systems')}
          </span>
        </summary>
        <Checkbox.Group
          className="plan-systems"
          value={[...(scope.systems ?? [])]}
          options={(systems.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          onChange={(chosen) => set({ systems: chosen })}
        />
      </details>
    </>
  )
}

const NEW_ITEM: Omit<PlanItem, 'id'> = {
  title: { zh: '', en: '' },
  layer: 'application',
  mustMeasure: false,
  roles: [],
}

function Items({ draft: { items }, change }: PartProps) {
  const { t } = useWords()
  const set = (index: number, part: Partial<PlanItem>) => {
    const item = items[index]
    if (item) change({ items: items.with(index, { ...item, ...part }) })
  }
  const freshId = () => {
    for (let number = items.length + 1; ; number++)
      if (!items.some(({ id }) => id === `item-${number}`)) return `item-${number}`
  }
  return (
    <div className="field">
      <span className="label">{t('plan.items')}</span>
      <span className="small soft">{t('plan.items-hint')}</span>
      {items.map((item, index) => (
        <div className="plan-item" key={item.id}>
          <Input
            aria-label={t('plan.items')}
            value={item.title.zh}
            maxLength={80}
            onChange={({ target }) => set(index, { title: { ...item.title, zh: target.value } })}
          />
          <select
            aria-label={t('item.layer')}
            className="date"
            value={item.layer}
            onChange={({ target }) => set(index, { layer: target.value as PlanItem['layer'] })}
          >
            {LAYERS.map((layer) => (
              <option key={layer} value={layer}>
                {t(`layer.${layer}`)}
              </option>
            ))}
          </select>
          <select
            aria-label={t('plan.items.where')}
            className="date"
            value={item.roles.includes('database') ? 'database' : 'system'}
            onChange={({ target }) => set(index, { roles: target.value === 'database' ? ['database'] : [] })}
          >
            <option value="system">{t('plan.items.each-system')}</option>
            <option value="database">{t('plan.items.each-database')}</option>
          </select>
          <Checkbox checked={item.mustMeasure} onChange={({ target }) => set(index, { mustMeasure: target.checked })}>
            {t('plan.items.measure')}
          </Checkbox>
          <Button
            size="small"
            type="text"
            icon={<DeleteOutlined />}
            aria-label={`${t('plan.remove')} ${item.title.zh}`}
            onClick={() => change({ items: items.toSpliced(index, 1) })}
          />
        </div>
      ))}
      <div>
        <Button
          size="small"
          icon={<PlusOutlined />}
          onClick={() => change({ items: [...items, { ...NEW_ITEM, id: freshId() }] })}
        >
          {t('plan.items.add')}
        </Button>
      </div>
    </div>
  )
}

/** A version that is changed keeps what the form does not show. */
export function PlanDialog({ plan, onClose }: { plan?: { id: string; newest: PlanVersion }; onClose: () => void }) {
  const { t } = useWords()
  const client = useQueryClient()
  const [draft, setDraft] = useState<Draft>(plan?.newest ?? NEW_PLAN)
  const [id, setId] = useState(plan?.id ?? '')
  const [fromDate, setFromDate] = useState(shanghaiDay(1))
  const [reason, setReason] = useState('')
  const change = (part: Partial<Draft>) => setDraft((now) => ({ ...now, ...part }))
  const save = useMutation({
    mutationFn: () => {
      const { title, contract, days, slots, scope, items, isCounted, isRunning } = draft
      const body = { title, contract, days, slots, scope, items, isCounted, isRunning, fromDate, reason: reason.trim() }
      return plan
        ? write('PUT', `/inspection-plans/${plan.id}`, { ...body, version: plan.newest.version })
        : write('POST', '/inspection-plans', { ...body, id })
    },
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['/inspection-plans'] })
      await client.invalidateQueries({ queryKey: ['/rounds'] })
      onClose()
    },
  })
  const isWhole = draft.title.zh.trim() !== '' && reason.trim() !== '' && (plan !== undefined || id !== '')
  return (
    <Dialog
      look="wide"
      title={plan ? t('plan.change') : t('plan.add')}
      onClose={onClose}
      action={{ text: t('plan.save'), run: () => save.mutate(), isRunning: save.isPending, isDisabled: !isWhole }}
    >
      <Field label={t('plan.title')}>
        {(field) => (
          <Input
            id={field}
            value={draft.title.zh}
            maxLength={80}
            onChange={({ target }) => change({ title: { ...draft.title, zh: target.value } })}
          />
        )}
      </Field>
      {!plan && (
        <Field label={t('plan.id')} hint={t('plan.id-hint')}>
          {(field) => (
            <Input id={field} value={id} maxLength={31} onChange={({ target }) => setId(target.value.toLowerCase())} />
          )}
        </Field>
      )}
      <Field label={t('plan.contract')}>
        {(field) => (
          <Input
            id={field}
            value={draft.contract}
            maxLength={200}
            onChange={({ target }) => change({ contract: target.value })}
          />
        )}
      </Field>
      <Days draft={draft} change={change} />
      <Slots draft={draft} change={change} />
      <Scope draft={draft} change={change} />
      <Items draft={draft} change={change} />
      <Checkbox checked={draft.isRunning} onChange={({ target }) => change({ isRunning: target.checked })}>
        {t('plan.running')}
      </Checkbox>
      <Checkbox checked={draft.isCounted} onChange={({ target }) => change({ isCounted: target.checked })}>
        {t('plan.counted')}
      </Checkbox>
      <Field label={t('plan.from')} hint={t('plan.from-hint')}>
        {(field) => (
          <Input
            id={field}
            type="date"
            min={shanghaiDay(1)}
            value={fromDate}
            onChange={({ target }) => setFromDate(target.value)}
          />
        )}
      </Field>
      <Field label={t('plan.reason')}>
        {(field) => (
          <Input id={field} value={reason} maxLength={500} onChange={({ target }) => setReason(target.value)} />
        )}
      </Field>
      <ProblemAlert error={save.error} />
    </Dialog>
  )
}
