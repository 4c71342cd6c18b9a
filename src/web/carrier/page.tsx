import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { useLocation, useNavigate } from 'react-router'
import { useWords } from '../language/index.ts'
import { Bones, Facts, PageHead, Panel } from '../pieces/page.tsx'
import { carrierOfPage } from './carrier.ts'
import { CarrierAlert } from './problem.tsx'
import '../desk/desk.css'
import { pair, pairedWith, pairingFrom } from './software.ts'

/** Where a carrier in software is paired with this browser, and where one sees what is plugged in. */
export function CarrierPage() {
  const { t } = useWords()
  const { hash } = useLocation()
  const navigate = useNavigate()
  const offered = pairingFrom(hash)
  const [, again] = useState(0)
  const change = (to: typeof offered) => {
    pair(to)
    // The token is not to stay in the address.
    void navigate('/carrier', { replace: true })
    again((count) => count + 1)
  }
  return (
    <>
      <PageHead title={t('carrier.title')} meta={t('carrier.what')} />
      {offered ? (
        <Panel title={t('carrier.pair')}>
          <div className="stack">
            <p>{t('carrier.pair-why', { url: offered.url })}</p>
            <div>
              <Button type="primary" onClick={() => change(offered)}>
                {t('carrier.pair-do')}
              </Button>
            </div>
          </div>
        </Panel>
      ) : (
        <Plugged />
      )}
      {!offered && pairedWith() && (
        <p className="desk-cancel">
          <Button onClick={() => change(undefined)}>{t('carrier.forget')}</Button>
        </p>
      )}
    </>
  )
}

function Plugged() {
  const { t } = useWords()
  const carrier = carrierOfPage()
  const list = useQuery({
    queryKey: ['carriers-plugged-in'],
    queryFn: () => carrier?.list() ?? Promise.resolve([]),
    enabled: carrier !== undefined,
    retry: false,
    refetchInterval: 5_000,
  })
  if (!carrier)
    return (
      <Panel>
        <p>{t('carrier.none')}</p>
        <p className="small soft">{t('carrier.how-to-pair')}</p>
      </Panel>
    )
  if (list.error)
    return (
      <Panel>
        <CarrierAlert error={list.error} />
        <p className="small soft">{t('carrier.how-to-pair')}</p>
      </Panel>
    )
  if (!list.data) return <Bones lines={3} />
  return list.data.map(({ serial, model, state, certificates }) => (
    <Panel key={serial} title={model || t('carrier.new')}>
      <Facts
        facts={[
          [t('carrier.serial'), serial],
          [t('carrier.state'), t(`carrier.state.${state}`)],
          [t('carrier.certificates'), String(certificates.length)],
        ]}
      />
    </Panel>
  ))
}
