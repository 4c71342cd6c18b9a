import { Link } from 'react-router'
import { useWords } from '../language/index.ts'
import { Facts, Panel } from '../pieces/page.tsx'
import { formatDay, Time } from '../pieces/time.tsx'
import { Badge, type Tone } from '../pieces/verdict-tag.tsx'
import type { HeldSeal } from './shapes.ts'

const TONES: Record<HeldSeal['standing'], Tone> = {
  ...{ active: 'good', frozen: 'warn', superseded: 'none', destroyed: 'bad', expired: 'none' },
}

/** The seals of whoever was asked about, as they stood that day. */
export function HeldSeals({ seals }: { seals: readonly HeldSeal[] }) {
  const { t } = useWords()
  if (seals.length === 0) return null
  return (
    <section className="stack" aria-label={t('holdings.seals', { count: seals.length })}>
      <p role="status" className="holdings-found">
        {t('holdings.seals', { count: seals.length })}
      </p>
      {seals.map((seal) => (
        <Held key={seal.id} seal={seal} />
      ))}
    </section>
  )
}

function Held({ seal }: { seal: HeldSeal }) {
  const { t } = useWords()
  const { id, name, number, holderName, unitName, standing, persons, madeAt, validFrom, validUntil, endedAt } = seal
  const { requester, reviewer, maker } = persons
  return (
    <Panel
      title={
        <>
          {name} <Badge tone={TONES[standing]}>{t(`holdings.seal-standing.${standing}`)}</Badge>
        </>
      }
      extra={<Link to={`/seals/${id}`}>{t('holdings.seal')}</Link>}
    >
      <Facts
        two
        facts={[
          [t('seals.number'), number],
          [t('seals.holder'), `${holderName} · ${unitName}`],
          [t('holdings.validity'), `${formatDay(validFrom)} – ${formatDay(validUntil)}`],
          [t('seals.made'), <Time key="made" at={madeAt} relative={false} />],
          [t('holdings.seal-persons'), [requester, reviewer, maker].filter((one) => one !== null).join(' → ')],
          [t('holdings.ended'), endedAt ? <Time key="ended" at={endedAt} relative={false} /> : t('holdings.still')],
        ]}
      />
    </Panel>
  )
}
