// The chain of a signer as a drawing of cards: the signer's certificate, who vouches for it, and the trusted root at the end.

import { commonName } from '../certificates/names.ts'
import type { ChainLink, VerificationSigner } from '../contract.ts'
import { useWords } from '../language/index.ts'
import { Mono } from '../pieces/copyable.tsx'
import { formatDay, instantOf, type TimeValue } from '../pieces/time.tsx'
import { Badge, type Tone } from '../pieces/verdict-tag.tsx'

const REVOCATION_TONES: Record<NonNullable<ChainLink['revocation']>['status'], Tone> = {
  good: 'good',
  revoked: 'bad',
  unknown: 'unknown',
  'not-checked': 'unknown',
}

function Revocation({ link }: { link: ChainLink }) {
  const { t } = useWords()
  const { revocation } = link
  if (!revocation)
    return link.role === 'anchor' ? <span className="small soft">{t('chain.anchor-trusted')}</span> : null
  const { status, source, thisUpdate, revokedAt } = revocation
  return (
    <>
      <Badge tone={REVOCATION_TONES[status]}>{t(`chain.revocation.${status}`)}</Badge>
      <span className="small soft">
        {revokedAt !== undefined && t('chain.revoked-at', { day: formatDay(revokedAt) })}
        {revokedAt === undefined && source && `${source.toUpperCase()} ${formatDay(thisUpdate)}`}
      </span>
    </>
  )
}

function Validity({ from, until, at }: { from: TimeValue; until: TimeValue; at: TimeValue }) {
  const { t } = useWords()
  const moment = instantOf(at) ?? 0
  const isOver = moment > (instantOf(until) ?? Number.POSITIVE_INFINITY)
  const isEarly = moment < (instantOf(from) ?? 0)
  return (
    <span className="small">
      {formatDay(from)} – {formatDay(until)}{' '}
      {(isOver || isEarly) && <Badge tone="warn">{t(isOver ? 'chain.over' : 'chain.early')}</Badge>}
    </span>
  )
}

function Card({ link, at }: { link: ChainLink; at: TimeValue }) {
  const { t } = useWords()
  const isRevoked = link.revocation?.status === 'revoked'
  return (
    <li className={`link ${link.role}${isRevoked ? ' revoked' : ''}`}>
      <span className="small soft">{t(`chain.${link.role}`)}</span>
      <strong title={link.subject}>{commonName(link.subject)}</strong>
      <Validity from={link.notBefore} until={link.notAfter} at={at} />
      <span className="small">
        <span className="tag">{link.algorithm}</span>{' '}
        <Mono text={link.serialHex} what={t('certificate.serial')} short />
      </span>
      <span className="row tight">
        <Revocation link={link} />
      </span>
    </li>
  )
}

/** What is known without a chain: the signer's own certificate. */
function linksOf({
  chain,
  subject,
  issuer,
  serialHex,
  notBefore,
  notAfter,
  algorithm,
}: VerificationSigner): ChainLink[] {
  if (chain?.length) return chain
  if (!subject || !issuer || !serialHex || notBefore === undefined || notAfter === undefined) return []
  return [{ role: 'target', subject, issuer, serialHex, notBefore, notAfter, algorithm: algorithm ?? '—' }]
}

/** @param at the moment the certificates are held against */
export function Chain({ signer, at }: { signer: VerificationSigner; at: TimeValue }) {
  const { t } = useWords()
  const links = linksOf(signer)
  const last = links.at(-1)
  return (
    <ol className="chain" aria-label={t('chain.title')}>
      {links.map((link, index) => (
        <Card key={`${link.serialHex}${index.toString()}`} link={link} at={at} />
      ))}
      {!last && <li className="link missing">{t('chain.no-certificate')}</li>}
      {signer.chain && last && last.role !== 'anchor' && (
        <li className="link missing">
          <strong>{t('chain.not-reached')}</strong>
          <span className="small">{t('chain.issuer-wanted', { name: commonName(last.issuer) })}</span>
        </li>
      )}
    </ol>
  )
}
