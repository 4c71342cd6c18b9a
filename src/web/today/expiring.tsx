import { Link } from 'react-router'
import { commonName } from '../certificates/names.ts'
import type { CertificateRow } from '../contract.ts'
import { useWords } from '../language/index.ts'
import { DaysLeft } from '../pieces/days-left.tsx'
import { Bones, Empty, Panel } from '../pieces/page.tsx'

export function Expiring({ items }: { items: CertificateRow[] | undefined }) {
  const { t } = useWords()
  return (
    <Panel title={t('expiring.title')} padded={false} extra={<Link to="/certificates">{t('action.all')}</Link>}>
      {!items && (
        <div className="body">
          <Bones />
        </div>
      )}
      {items?.length === 0 && (
        <div className="empty">
          <Empty title={t('expiring.none')} />
        </div>
      )}
      <ul className="lines">
        {items?.map((certificate) => (
          <li key={certificate.id}>
            <Link to={`/certificates/${certificate.id}`}>{certificate.sans[0] ?? commonName(certificate.subject)}</Link>
            <DaysLeft certificate={certificate} />
          </li>
        ))}
      </ul>
    </Panel>
  )
}
