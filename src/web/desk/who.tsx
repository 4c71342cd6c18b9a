import { useQuery } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useEffect, useState } from 'react'
import { Link } from 'react-router'
import { get, type Page } from '../api.ts'
import { useWords } from '../language/index.ts'
import { Choices } from '../pieces/choices.tsx'
import { Field } from '../pieces/field.tsx'
import { Bones, Panel } from '../pieces/page.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import { formatDay } from '../pieces/time.tsx'
import { FORMS, type HeldCredential, type Kind, type Person } from './shapes.ts'

interface Props {
  kind: Kind
  staffId: string
  credentialId: string
  chooseStaff: (id: string) => void
  chooseCredential: (id: string) => void
  next: () => void
}

/** 谁、哪张证: the one credential that fits is chosen by itself. */
export function WhoStep({ kind, staffId, credentialId, chooseStaff, chooseCredential, next }: Props) {
  const { t } = useWords()
  const states = FORMS[kind].credential
  return (
    <Panel>
      <div className="stack desk-form">
        <People staffId={staffId} choose={chooseStaff} />
        {staffId && states && (
          <Held kind={kind} staffId={staffId} credentialId={credentialId} choose={chooseCredential} />
        )}
        <div>
          <Button
            size="large"
            type="primary"
            disabled={staffId === '' || (states !== null && credentialId === '')}
            onClick={next}
          >
            {t('desk.next')}
          </Button>
        </div>
      </div>
    </Panel>
  )
}

function People({ staffId, choose }: { staffId: string; choose: (id: string) => void }) {
  const { t } = useWords()
  const [search, setSearch] = useState('')
  const people = useQuery({
    queryKey: ['/staff', 'search', search],
    queryFn: () => get<Page<Person>>('/staff', { search, state: 'active', limit: 8 }),
  })
  return (
    <>
      <Field label={t('desk.person')} hint={t('desk.person-hint')}>
        {(id) => (
          <Input
            id={id}
            size="large"
            allowClear
            autoFocus
            autoComplete="off"
            value={search}
            onChange={({ target }) => setSearch(target.value)}
          />
        )}
      </Field>
      <ProblemAlert error={people.error} />
      {people.data ? (
        <Choices
          label={t('desk.person')}
          value={staffId}
          choose={choose}
          options={people.data.items.map(({ id, name, staffNumber, unitName, identityMasked }) => ({
            id,
            title: name,
            more: `${staffNumber} · ${unitName} · ${identityMasked}`,
          }))}
          empty={
            <>
              {t('desk.person-none')} <Link to="/staff">{t('place.staff')}</Link>
            </>
          }
        />
      ) : (
        !people.error && <Bones lines={3} />
      )}
    </>
  )
}

/** Whether this can be done with it, as the server would say. */
function fits(kind: Kind, { state, algorithm }: HeldCredential): boolean {
  const isUpgraded = kind === 'upgrade' && algorithm === 'SM2'
  return (FORMS[kind].credential?.includes(state) ?? false) && !isUpgraded
}

function Held({
  kind,
  staffId,
  credentialId,
  choose,
}: {
  kind: Kind
  staffId: string
  credentialId: string
  choose: (id: string) => void
}) {
  const { t } = useWords()
  const held = useQuery({
    queryKey: ['/credentials', 'of', staffId],
    queryFn: () => get<Page<HeldCredential>>('/credentials', { staffId }),
  })
  const fitting = held.data?.items.filter((one) => fits(kind, one)) ?? []
  const only = fitting.length === 1 ? fitting[0]?.id : undefined
  useEffect(() => {
    if (only && credentialId === '') choose(only)
  }, [only, credentialId, choose])
  if (held.error) return <ProblemAlert error={held.error} />
  if (!held.data) return <Bones lines={2} />
  return (
    <>
      <strong>{t('desk.which')}</strong>
      <Choices
        label={t('desk.which')}
        value={credentialId}
        choose={choose}
        options={fitting.map(({ id, algorithm, notAfter, carrier }) => ({
          id,
          title: `${algorithm} · ${t('desk.until')} ${formatDay(notAfter)}`,
          more: carrier.serial,
        }))}
        empty={t('desk.which-none')}
      />
    </>
  )
}
