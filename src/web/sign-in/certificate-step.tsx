import { useMutation, useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useId, useState } from 'react'
import { write } from '../api.ts'
import { useWords } from '../language/index.ts'
import { download } from '../pieces/download.ts'
import { DropZone } from '../pieces/drop-zone.tsx'
import { Bones } from '../pieces/page.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import { base64Of, type CertificateAnswer } from './ukey.ts'

interface Challenge {
  id: string
  document: string
  fileName: string
  expiresAt: string
}

/** Download the challenge, sign it with the UKey's own client, bring the signature back. A program of the workplace may do all three. */
export function CertificateStep({
  actionText,
  send,
}: {
  actionText: string
  send: (answer: CertificateAnswer) => Promise<unknown>
}) {
  const { t } = useWords()
  const id = useId()
  const [signature, setSignature] = useState<File>()
  const [certificate, setCertificate] = useState<File>()
  const challenge = useQuery({
    queryKey: ['certificate-challenge', id],
    queryFn: () => write<Challenge>('POST', '/certificate-challenges'),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
    retry: false,
  })
  const answer = useMutation({
    mutationFn: send,
    onError: () => {
      // Every challenge is answered once: the next attempt takes another.
      setSignature(undefined)
      void challenge.refetch()
    },
  })
  const asked = challenge.data
  if (challenge.error) return <ProblemAlert error={challenge.error} retry={() => void challenge.refetch()} />
  if (!asked) return <Bones lines={3} />
  const signer = window.zhengxunUKey
  const byFile = async () =>
    signature &&
    answer.mutate({
      challengeId: asked.id,
      signature: await base64Of(signature),
      ...(certificate && { certificate: await base64Of(certificate) }),
    })
  const byProgram = async () =>
    signer && answer.mutate({ challengeId: asked.id, ...(await signer.sign(asked.document)) })
  return (
    <div className="stack proof">
      {signer && (
        <Button type="primary" size="large" block loading={answer.isPending} onClick={() => void byProgram()}>
          {t('ukey.by-program')}
        </Button>
      )}
      <ol className="steps small">
        <li>
          <Button size="small" onClick={() => download(asked.fileName, asked.document, 'application/json')}>
            {t('ukey.download')}
          </Button>
        </li>
        <li>{t('ukey.sign')}</li>
        <li>{t('ukey.upload')}</li>
      </ol>
      <DropZone slim title={signature?.name ?? t('ukey.signature')} onFiles={([one]) => setSignature(one?.file)} />
      <DropZone
        slim
        title={certificate?.name ?? t('ukey.certificate')}
        accept=".cer,.crt,.pem,.der"
        onFiles={([one]) => setCertificate(one?.file)}
      />
      <ProblemAlert error={answer.error} />
      <Button
        type="primary"
        size="large"
        block
        disabled={!signature}
        loading={answer.isPending}
        onClick={() => void byFile()}
      >
        {actionText}
      </Button>
    </div>
  )
}
