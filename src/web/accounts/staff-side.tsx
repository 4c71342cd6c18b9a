// 人员名单: whom of the lists the person of an account is. Not said by those who keep the lists.

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useState } from 'react'
import { get, type Page, write } from '../api.ts'
import { useWords } from '../language/index.ts'
import { Choices } from '../pieces/choices.tsx'
import { Dialog } from '../pieces/dialog.tsx'
import { Field } from '../pieces/field.tsx'
import { Bones, Panel } from '../pieces/page.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import { Badge } from '../pieces/verdict-tag.tsx'
import type { AccountLine } from './shapes.ts'

interface StaffSide {
  id: string
  name: string
  staffNumber: string
  unitName: string
  state: 'active' | 'left'
  personId: string | null
}

const PATH = '/staff/account-sides'
const whereOf = ({ staffNumber, unitName }: StaffSide) => `${staffNumber} · ${unitName}`

interface Props {
  account: AccountLine
  accounts: readonly AccountLine[]
}

export function StaffSidePanel({ account, accounts }: Props) {
  const { t } = useWords()
  const { personId } = account
  const [doing, setDoing] = useState<'link' | StaffSide>()
  const sides = useQuery({ queryKey: [PATH, { personId }], queryFn: () => get<Page<StaffSide>>(PATH, { personId }) })
  const done = () => setDoing(undefined)
  const items = sides.data?.items ?? []
  const isLinked = items.some(({ state }) => state === 'active')
  return (
    <Panel
      title={t('account.staff')}
      extra={
        sides.data &&
        !isLinked && (
          <Button size="small" onClick={() => setDoing('link')}>
            {t('account.staff-link')}
          </Button>
        )
      }
    >
      <div className="stack">
        <p className="small soft">{t('account.staff-what')}</p>
        <ProblemAlert error={sides.error} retry={() => void sides.refetch()} />
        {!sides.data && !sides.error && <Bones lines={1} />}
        {sides.data && items.length === 0 && <p>{t('account.staff-none')}</p>}
        {items.map((side) => (
          <div key={side.id} className="row">
            <strong>{side.name}</strong>
            <span className="soft">{whereOf(side)}</span>
            <Badge tone={side.state === 'active' ? 'good' : 'none'}>{t(`staff.state.${side.state}`)}</Badge>
            {side.state === 'active' && (
              <Button size="small" onClick={() => setDoing(side)}>
                {t('account.staff-unlink')}
              </Button>
            )}
          </div>
        ))}
      </div>
      {doing === 'link' && <Link account={account} accounts={accounts} onClose={done} />}
      {doing && doing !== 'link' && <Unlink account={account} side={doing} onClose={done} />}
    </Panel>
  )
}

function useLinking(onClose: () => void) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ id, personId }: { id: string; personId: string | null }) =>
      write('PUT', `/staff/${id}/person`, { personId }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: [PATH] })
      onClose()
    },
  })
}

function Link({ account, accounts, onClose }: Props & { onClose: () => void }) {
  const { t } = useWords()
  const [search, setSearch] = useState(account.name)
  const [chosen, setChosen] = useState('')
  const wanted = search.trim()
  const link = useLinking(onClose)
  const found = useQuery({
    queryKey: [PATH, { search: wanted }],
    queryFn: () => get<Page<StaffSide>>(PATH, { search: wanted }),
    enabled: wanted !== '',
  })
  const usernamesOf = (personId: string) =>
    accounts.flatMap((one) => (one.personId === personId ? [one.username] : [])).join('、')
  const options = (found.data?.items ?? []).map((side) => ({
    ...{ id: side.id, title: side.name, isOut: side.personId !== null },
    more: side.personId
      ? `${whereOf(side)} · ${t('account.staff-taken', { usernames: usernamesOf(side.personId) })}`
      : whereOf(side),
  }))
  return (
    <Dialog
      title={t('account.staff-link-of', { name: account.name, username: account.username })}
      onClose={onClose}
      action={{
        text: t('account.staff-link-do'),
        run: () => link.mutate({ id: chosen, personId: account.personId }),
        isRunning: link.isPending,
        isDisabled: !options.some(({ id, isOut }) => id === chosen && !isOut),
      }}
    >
      <Field label={t('account.staff-search')} hint={t('account.staff-search-hint')}>
        {(id) => (
          <Input
            id={id}
            autoFocus
            autoComplete="off"
            maxLength={60}
            value={search}
            onChange={({ target }) => setSearch(target.value)}
          />
        )}
      </Field>
      <ProblemAlert error={found.error} />
      {found.data && (
        <Choices
          label={t('account.staff')}
          value={chosen}
          choose={setChosen}
          options={options}
          empty={t('account.staff-not-found')}
        />
      )}
      <ProblemAlert error={link.error} />
    </Dialog>
  )
}

function Unlink({ account, side, onClose }: { account: AccountLine; side: StaffSide; onClose: () => void }) {
  const { t } = useWords()
  const unlink = useLinking(onClose)
  return (
    <Dialog
      title={t('account.staff-unlink')}
      onClose={onClose}
      action={{
        text: t('account.staff-unlink'),
        run: () => unlink.mutate({ id: side.id, personId: null }),
        isRunning: unlink.isPending,
      }}
    >
      <p>{t('account.staff-unlink-sure', { name: side.name, number: side.staffNumber, account: account.name })}</p>
      <ProblemAlert error={unlink.error} />
    </Dialog>
  )
}
