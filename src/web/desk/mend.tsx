import { useMutation } from '@tanstack/react-query'
import { Button } from 'antd'
import { write } from '../api.ts'
import { useWords } from '../language/index.ts'
import { Panel } from '../pieces/page.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import { useKept } from '../shell/kept.ts'
import { DetailFields, isComplete } from './fields.tsx'
import { KeptFiles } from './kept-files.tsx'
import { Materials, sendMaterials } from './materials.tsx'
import type { Asked } from './shapes.ts'
import type { StepProps } from './write-step.tsx'

/** Those that have a field of their own in the form below. */
const AT_THEIR_FIELD = ['profileId', 'cause', 'newName', 'toUnitId', 'note', 'materials']

/** What was never submitted, or came back: with each reason at its field. */
export function Mend({ asked, changed }: StepProps) {
  const { t, pick } = useWords()
  const [details, setDetails] = useKept(`mend ${asked.id}`, () => asked.details)
  const [files, setFiles] = useKept<readonly File[]>(`evidence ${asked.id}`, () => [])
  const send = useMutation({
    mutationFn: async () => {
      await write('PATCH', `/user-requests/${asked.id}`, { details })
      // What has arrived is not sent again, should the submission be refused.
      await sendMaterials(asked.id, files, (one) => setFiles((before) => before.filter((file) => file !== one)))
      return write<Asked>('POST', `/user-requests/${asked.id}/submission`)
    },
    onSuccess: changed,
  })
  const titleOf = (field: string) => pick(asked.fields.find((one) => one.field === field)?.title) || field
  const isNew = asked.state === 'draft'
  const others = asked.returned.filter(({ field }) => !AT_THEIR_FIELD.includes(field))
  return (
    <Panel title={t(isNew ? 'desk.finish' : 'desk.mend')}>
      <div className="stack desk-form">
        {others.length > 0 && (
          <ul className="desk-reasons">
            {others.map(({ field, reason }) => (
              <li key={field} className="desk-reason">
                {titleOf(field)}：{reason}
              </li>
            ))}
          </ul>
        )}
        <DetailFields kind={asked.kind} details={details} set={setDetails} reasons={asked.returned} />
        <KeptFiles asked={asked} changed={changed} />
        <Materials files={files} set={setFiles} />
        <ProblemAlert error={send.error} />
        <div>
          <Button
            size="large"
            type="primary"
            loading={send.isPending}
            disabled={!isComplete(asked.kind, details)}
            onClick={() => send.mutate()}
          >
            {t(isNew ? 'desk.submit' : 'desk.submit-again')}
          </Button>
        </div>
      </div>
    </Panel>
  )
}
