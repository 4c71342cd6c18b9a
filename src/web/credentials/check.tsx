import { useMutation } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useState } from 'react'
import { ProblemError, write } from '../api.ts'
import { CarrierProblem, carrierOfPage } from '../carrier/carrier.ts'
import { CarrierAlert } from '../carrier/problem.tsx'
import { useWords } from '../language/index.ts'
import { DropZone } from '../pieces/drop-zone.tsx'
import { Field } from '../pieces/field.tsx'
import { PageHead, Panel } from '../pieces/page.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import { base64Of } from '../sign-in/ukey.ts'
import { CheckAnswer } from './answer.tsx'
import type { Checked } from './shapes.ts'
import './credentials.css'

const CLOSED = 'credentials.check-password'

/** 在线检测: a file in, plain words out, one button to what comes next. */
export function CheckPage() {
  const { t } = useWords()
  const [file, setFile] = useState<File>()
  const [password, setPassword] = useState('')
  const check = useMutation({
    mutationFn: async (asked: { file: File; password?: string }) =>
      write<Checked>('POST', '/online-checks', {
        certificate: await base64Of(asked.file),
        ...(asked.password && { password: asked.password }),
      }),
  })
  const carrier = carrierOfPage()
  const byUKey = useMutation({
    mutationFn: async () => {
      const [plugged] = (await carrier?.list()) ?? []
      const newest = plugged?.certificates.at(-1)
      if (!newest) throw new CarrierProblem(plugged ? 'key-missing' : 'absent')
      return write<Checked>('POST', '/online-checks', { certificate: newest.sign })
    },
  })
  const answer = check.data ?? byUKey.data
  const isClosed = check.error instanceof ProblemError && check.error.problem.code === CLOSED
  const start = (chosen: File | undefined) => {
    if (!chosen) return
    setFile(chosen)
    setPassword('')
    check.mutate({ file: chosen })
  }
  const restart = () => {
    setFile(undefined)
    check.reset()
    byUKey.reset()
  }
  return (
    <>
      <PageHead title={t('online.title')} meta={t('online.what')} />
      {answer ? (
        <CheckAnswer checked={answer} again={restart} />
      ) : (
        <Panel>
          <div className="stack">
            <DropZone
              title={file?.name ?? t('online.drop')}
              hint={t('online.hint')}
              accept=".cer,.crt,.pem,.der,.p7b,.p7c,.pfx,.p12"
              onFiles={([one]) => start(one?.file)}
            />
            {carrier && (
              <div>
                <Button loading={byUKey.isPending} onClick={() => byUKey.mutate()}>
                  {t('online.by-ukey')}
                </Button>
                <CarrierAlert error={byUKey.error} />
              </div>
            )}
            {isClosed && file ? (
              <form
                className="stack"
                onSubmit={(event) => {
                  event.preventDefault()
                  check.mutate({ file, password })
                }}
              >
                <Field label={t('online.password')} hint={t('online.password-why')}>
                  {(id) => (
                    <Input.Password
                      id={id}
                      autoComplete="off"
                      maxLength={200}
                      value={password}
                      onChange={({ target }) => setPassword(target.value)}
                    />
                  )}
                </Field>
                <div>
                  <Button type="primary" htmlType="submit" disabled={password === ''} loading={check.isPending}>
                    {t('online.run')}
                  </Button>
                </div>
              </form>
            ) : null}
            {!isClosed && <ProblemAlert error={check.error} />}
          </div>
        </Panel>
      )}
    </>
  )
}
