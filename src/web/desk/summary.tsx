import { useWords } from '../language/index.ts'
import { Facts } from '../pieces/page.tsx'
import { formatDay } from '../pieces/time.tsx'
import type { Details, HeldCredential, Kind, Person } from './shapes.ts'
import { useTransferTarget } from './targets.ts'

interface Props {
  kind: Kind
  person: Person | undefined
  credential?: HeldCredential | undefined
  details: Details
  files?: readonly File[]
}

/** Whom and what it is about, to be looked over once more. */
export function Summary({ kind, person, credential, details, files = [] }: Props) {
  const { t } = useWords()
  const { cause, profileId, newName, note } = details
  const target = useTransferTarget(details.toUnitId)
  return (
    <Facts
      facts={[
        [t('desk.request'), t(`desk.kind.${kind}`)],
        [t('desk.who'), person && `${person.name} · ${person.staffNumber} · ${person.unitName}`],
        [t('desk.identity'), person?.identityMasked],
        [
          t('desk.which'),
          credential && `${credential.algorithm} · ${t('desk.until')} ${formatDay(credential.notAfter)}`,
        ],
        [t('desk.profile'), profileId && t(`desk.profile.${profileId as 'staff-sm2'}`)],
        [t('desk.cause'), cause && t(`desk.cause.${cause as 'lost'}`)],
        [t('desk.new-name'), newName],
        [t('desk.to-unit'), target],
        [t('desk.note'), note],
        [t('desk.field.materials'), files.length > 0 ? files.map(({ name }) => name).join('、') : undefined],
      ]}
    />
  )
}
