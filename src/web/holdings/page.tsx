import { SearchOutlined } from '@ant-design/icons'
import { useMutation } from '@tanstack/react-query'
import { Button, Checkbox, Input } from 'antd'
import { useState } from 'react'
import { write } from '../api.ts'
import { type TextKey, useWords } from '../language/index.ts'
import { Mono } from '../pieces/copyable.tsx'
import { Field } from '../pieces/field.tsx'
import { Empty, Facts, PageHead, Panel } from '../pieces/page.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import { formatDay, shanghaiDay, Time } from '../pieces/time.tsx'
import { Badge } from '../pieces/verdict-tag.tsx'
import { Evidence } from './evidence.tsx'
import { HeldSeals } from './seals.tsx'
import type { Holding, Holdings } from './shapes.ts'
import './holdings.css'

const TONES = {
  issued: 'accent',
  written: 'accent',
  active: 'good',
  suspended: 'warn',
  superseded: 'none',
  revoked: 'bad',
  expired: 'none',
} as const

/** 谁持有: one question from whatever is known. The words go in the body: they may be the number of somebody's document. */
export function HoldingsPage() {
  const { t } = useWords()
  const [query, setQuery] = useState('')
  const [on, setOn] = useState(shanghaiDay())
  const [withEnded, setWithEnded] = useState(false)
  const ask = useMutation({
    mutationFn: () => write<Holdings>('POST', '/holdings/search', { query: query.trim(), on, withEnded }),
  })
  const isReady = query.trim().length >= 2 && on !== ''
  return (
    <>
      <PageHead title={t('place.holdings')} meta={t('holdings.what')} />
      <Panel>
        <form
          className="holdings-ask"
          onSubmit={(event) => {
            event.preventDefault()
            if (isReady) ask.mutate()
          }}
        >
          <Field label={t('holdings.query')} hint={t('holdings.query-hint')}>
            {(id) => (
              <Input
                id={id}
                allowClear
                autoComplete="off"
                maxLength={100}
                value={query}
                onChange={({ target }) => setQuery(target.value)}
              />
            )}
          </Field>
          <Field label={t('holdings.on')}>
            {(id) => (
              <input
                id={id}
                type="date"
                className="date"
                max={shanghaiDay()}
                value={on}
                onChange={({ target }) => setOn(target.value)}
              />
            )}
          </Field>
          <div className="row">
            <Button
              type="primary"
              htmlType="submit"
              icon={<SearchOutlined />}
              loading={ask.isPending}
              disabled={!isReady}
            >
              {t('holdings.ask')}
            </Button>
            <Checkbox checked={withEnded} onChange={({ target }) => setWithEnded(target.checked)}>
              {t('holdings.with-ended')}
            </Checkbox>
          </div>
        </form>
        <p className="small soft holdings-recorded">{t('holdings.recorded')}</p>
      </Panel>
      <ProblemAlert error={ask.error} />
      {ask.data && <Answer holdings={ask.data} />}
    </>
  )
}

function Answer({ holdings: { items, seals, isCut, on } }: { holdings: Holdings }) {
  const { t } = useWords()
  if (items.length + seals.length === 0)
    return (
      <Panel>
        <Empty title={t('holdings.none', { on: formatDay(`${on}T00:00:00+08:00`) })}>{t('holdings.none-what')}</Empty>
      </Panel>
    )
  return (
    <section className="stack" aria-label={t('holdings.found', { count: items.length })}>
      <p role="status" className="holdings-found">
        {t(isCut ? 'holdings.found-cut' : 'holdings.found', { count: items.length })}
      </p>
      {items.map((holding) => (
        <Held key={holding.id} holding={holding} />
      ))}
      <HeldSeals seals={seals} />
    </section>
  )
}

function Held({ holding }: { holding: Holding }) {
  const { t } = useWords()
  const { holder, carrier, standing, request, certificates, notBefore, notAfter, issuedAt, endedAt } = holding
  return (
    <Panel
      title={
        <>
          {holder?.name ?? t('holdings.nobody')}{' '}
          <Badge tone={TONES[standing]}>{t(`holdings.standing.${standing}`)}</Badge>
        </>
      }
      extra={<Evidence id={holding.id} />}
    >
      <Facts
        two
        facts={[
          [t('holdings.holder'), holder && `${holder.staffNumber} · ${holder.unit} · ${holder.identityMasked}`],
          [t('holdings.carrier'), `${carrier.serial}（${carrier.model}）`],
          [t('holdings.subject'), `${holding.subject} · ${holding.algorithm}`],
          [t('holdings.issuer'), holding.issuer],
          [
            t('holdings.certificates'),
            <div key="serials">
              {certificates.map(({ use, serial }) => (
                <div key={use}>
                  {t(`holdings.use.${use}` as TextKey)} <Mono text={serial} what={t('holdings.serial')} />
                </div>
              ))}
            </div>,
          ],
          [t('holdings.validity'), `${formatDay(notBefore)} – ${formatDay(notAfter)}`],
          [t('holdings.issued'), <Time key="issued" at={issuedAt} relative={false} />],
          [t('holdings.ended'), endedAt ? <Time key="ended" at={endedAt} relative={false} /> : t('holdings.still')],
          [
            t('holdings.request'),
            request ? `${request.number} · ${t(`holdings.kind.${request.kind}` as TextKey)}` : '—',
          ],
          [t('holdings.persons'), request && personsOf(request)],
          [
            t('holdings.approved'),
            request?.approvedAt && <Time key="approved" at={request.approvedAt} relative={false} />,
          ],
          [t('holdings.materials'), request && t('holdings.materials-count', { count: request.materials })],
        ]}
      />
    </Panel>
  )
}

function personsOf({ requester, reviewer, approver }: NonNullable<Holding['request']>): string {
  return [requester, reviewer, approver].filter((name) => name !== null).join(' → ')
}
