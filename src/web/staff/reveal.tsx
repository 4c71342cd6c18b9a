// 查看完整证件号码: for a reason that is written down first, and for as long as it takes to compare it with a paper.

import { useMutation } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useEffect, useState } from 'react'
import { write } from '../api.ts'
import { useWords } from '../language/index.ts'
import { Dialog } from '../pieces/dialog.tsx'
import { Field } from '../pieces/field.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import type { StaffPerson } from './shapes.ts'

const SHOWN_SECONDS = 20

export function RevealDialog({ person, onClose }: { person: StaffPerson; onClose: () => void }) {
  const { t } = useWords()
  const [reason, setReason] = useState('')
  const show = useMutation({
    mutationFn: () => write<{ number: string }>('POST', `/staff/${person.id}/identity`, { reason: reason.trim() }),
    // The number stays in no memory of the page.
    gcTime: 0,
  })
  const number = show.data?.number
  return (
    <Dialog
      title={t('person.show-of', { name: person.name })}
      onClose={onClose}
      {...(number === undefined && {
        action: {
          text: t('person.show-do'),
          run: () => show.mutate(),
          isRunning: show.isPending,
          isDisabled: reason.trim() === '',
        },
      })}
    >
      {number === undefined ? (
        <>
          <p className="small soft">{t('person.show-what', { seconds: SHOWN_SECONDS })}</p>
          <Field label={t('person.show-why')}>
            {(id) => (
              <Input
                id={id}
                autoFocus
                maxLength={120}
                value={reason}
                onChange={({ target }) => setReason(target.value)}
              />
            )}
          </Field>
          <ProblemAlert error={show.error} />
        </>
      ) : (
        <Whole number={number} onHide={onClose} />
      )}
    </Dialog>
  )
}

function Whole({ number, onHide }: { number: string; onHide: () => void }) {
  const { t } = useWords()
  const [left, setLeft] = useState(SHOWN_SECONDS)
  useEffect(() => {
    if (left === 0) return onHide()
    const timer = setTimeout(() => setLeft(left - 1), 1000)
    return () => clearTimeout(timer)
  }, [left, onHide])
  return (
    <>
      <p className="whole-number">{number}</p>
      <p className="small soft">{t('person.shown', { seconds: left })}</p>
      <div className="row">
        <Button onClick={onHide}>{t('person.hide')}</Button>
      </div>
    </>
  )
}
