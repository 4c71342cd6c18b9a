import { useQuery } from '@tanstack/react-query'
import { Select } from 'antd'
import { useState } from 'react'
import { get, type Page } from '../api.ts'
import { useWords } from '../language/index.ts'
import { Field } from '../pieces/field.tsx'
import { formatDay } from '../pieces/time.tsx'

export interface ChosenHolder {
  credentialId: string
  name: string
}

interface InUse {
  id: string
  holder: string | null
  subject: string
  notAfter: string
}

/** Somebody of the lists, by the certificate they sign with now: found by name, and never somebody of another district. */
export function HolderChoice({ onChoose }: { onChoose: (holder?: ChosenHolder) => void }) {
  const { t } = useWords()
  const [search, setSearch] = useState('')
  const found = useQuery({
    queryKey: ['/credentials', 'seal-holder', search],
    queryFn: () => get<Page<InUse>>('/credentials', { state: 'active', algorithm: 'SM2', limit: 20, search }),
  })
  const people = found.data?.items ?? []
  return (
    <Field label={t('seals.holder-choice')}>
      {(id) => (
        <Select
          id={id}
          allowClear
          showSearch={{ filterOption: false, onSearch: setSearch }}
          loading={found.isFetching}
          placeholder={t('seals.holder-choice-hint')}
          notFoundContent={t('seals.holder-none')}
          options={people.map((one) => ({
            value: one.id,
            label: `${one.holder ?? one.subject} · ${t('seals.until')} ${formatDay(one.notAfter)}`,
          }))}
          onChange={(credentialId?: string) => {
            const chosen = people.find((one) => one.id === credentialId)
            onChoose(chosen && { credentialId: chosen.id, name: chosen.holder ?? '' })
          }}
        />
      )}
    </Field>
  )
}
