// One account, for a security administrator: how its person proves who they are, and what they may do with requests. Never a secret.

import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { useParams } from 'react-router'
import { get } from '../api.ts'
import { type TextKey, useWords } from '../language/index.ts'
import { Bones, Facts, PageHead, Panel } from '../pieces/page.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import { Time } from '../pieces/time.tsx'
import { useMay } from '../shell/session.ts'
import { ChangeDialog } from './change.tsx'
import { AssignDuties } from './duties.tsx'
import { Factors } from './factors.tsx'
import { Identities } from './identities.tsx'
import type { AccountLine, District } from './shapes.ts'
import { StaffSidePanel } from './staff-side.tsx'
import { AccountState } from './state.tsx'

interface Accounts {
  items: AccountLine[]
  districts: District[]
}

export function AccountPage() {
  const { t } = useWords()
  const { id = '' } = useParams()
  const mayChange = useMay('change-accounts')
  const [isChanging, setChanging] = useState(false)
  const accounts = useQuery({ queryKey: ['/accounts'], queryFn: () => get<Accounts>('/accounts') })
  const account = accounts.data?.items.find((one) => one.id === id)
  if (accounts.error) return <ProblemAlert error={accounts.error} retry={() => void accounts.refetch()} />
  if (!accounts.data) return <Bones lines={6} />
  if (!account) return <p>{t('account.unknown')}</p>
  return (
    <>
      <PageHead
        title={account.name}
        meta={account.username}
        back={{ to: '/accounts', text: t('place.accounts') }}
        actions={mayChange && <Button onClick={() => setChanging(true)}>{t('account.change')}</Button>}
      />
      <div className="stack">
        <Panel>
          <AccountFacts account={account} {...accounts.data} />
        </Panel>
        {mayChange && <Factors accountId={id} />}
        {mayChange && <Identities accountId={id} />}
        {mayChange && <StaffSidePanel account={account} accounts={accounts.data.items} />}
        {mayChange && (
          <Panel title={t('duties.title')}>
            <AssignDuties personId={account.personId} />
          </Panel>
        )}
      </div>
      {isChanging && (
        <ChangeDialog account={account} districts={accounts.data.districts} onClose={() => setChanging(false)} />
      )}
    </>
  )
}

function AccountFacts({ account, items, districts }: Accounts & { account: AccountLine }) {
  const { t, language } = useWords()
  const district = districts.find(({ id }) => id === account.districtId)
  const others = items.filter(({ id, personId }) => personId === account.personId && id !== account.id)
  return (
    <Facts
      facts={[
        [t('account.state'), <AccountState key="state" account={account} />],
        [t('account.roles'), account.roles.map((role) => t(`role.${role}` as TextKey)).join('、') || '—'],
        [
          t('account.district'),
          district ? (language === 'zh' ? district.name : district.nameEn) : t('account.district.all'),
        ],
        [t('account.others'), others.map(({ username }) => username).join('、')],
        [t('account.last'), account.lastSignInAt ? <Time key="last" at={account.lastSignInAt} /> : t('account.never')],
        [t('account.since'), <Time key="since" at={account.createdAt} />],
      ]}
    />
  )
}
