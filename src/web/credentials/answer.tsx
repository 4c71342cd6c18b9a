import { Button } from 'antd'
import { useWords } from '../language/index.ts'
import { Mono } from '../pieces/copyable.tsx'
import { LinkButton } from '../pieces/link-button.tsx'
import { Panel } from '../pieces/page.tsx'
import { Badge } from '../pieces/verdict-tag.tsx'
import { useMay } from '../shell/session.ts'
import type { Checked } from './shapes.ts'

/** Where the next step is taken; none for what is no more than advice. */
function placeOf({ next: { step }, credential }: Checked): string | undefined {
  if (step === 'none' || step === 'ask-centre') return undefined
  if (!credential) return '/desk/new?kind=new'
  const { id, staffId } = credential
  // Writing and activating belong to the request, which stands in the person's own list.
  if (step === 'write' || step === 'activate') return `/holders/${staffId}`
  if (step === 'new') return `/desk/new?kind=new&staff=${staffId}`
  return `/desk/new?kind=${step}&staff=${staffId}&credential=${id}`
}

/** The answer of the online check: one sentence, six facts, one next step. */
export function CheckAnswer({ checked, again }: { checked: Checked; again: () => void }) {
  const { t, pick } = useWords()
  const { tone, headline, lines, next, serial } = checked
  const may = useMay('handle-requests')
  const to = placeOf(checked)
  return (
    <Panel padded={false}>
      <div className={`check-headline tone-${tone}`} role="status">
        <strong>{pick(headline)}</strong>
      </div>
      <dl className="check-facts">
        {lines.map((line) => (
          <div key={line.topic}>
            <dt>{t(`online.topic.${line.topic}`)}</dt>
            <dd>
              {line.tone === 'none' ? (
                pick(line.text)
              ) : (
                <Badge tone={line.tone} bare>
                  <span className="check-words">{pick(line.text)}</span>
                </Badge>
              )}
            </dd>
          </div>
        ))}
        <div>
          <dt>{t('online.serial')}</dt>
          <dd>
            <Mono text={serial} what={t('online.serial')} short />
          </dd>
        </div>
      </dl>
      <div className="check-next">
        <span className="soft">{t('online.next')}</span>
        <span className="grow">
          {to && may ? <LinkButton to={to}>{pick(next.text)}</LinkButton> : <strong>{pick(next.text)}</strong>}
        </span>
        <Button onClick={again}>{t('online.again')}</Button>
      </div>
    </Panel>
  )
}
