import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, Form, Input, Select } from 'antd'
import { Link } from 'react-router'
import { write } from '../api.ts'
import type { CreatedRequest } from '../contract.ts'
import { useWords } from '../language/index.ts'
import { CopyButton } from '../pieces/copyable.tsx'
import { download } from '../pieces/download.ts'
import { PageHead, Panel } from '../pieces/page.tsx'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import { type ALGORITHMS, AlgorithmField, NamesFields } from './request-fields.tsx'
import './certificates.css'

/** As the API names them; the words for people are in the catalogue. */

const PURPOSES = ['site-certificate', 'document-signature', 'seal-making'] as const

interface Wishes {
  purpose: (typeof PURPOSES)[number]
  algorithm: (typeof ALGORITHMS)[number]
  commonName: string
  sans: string[]
  organization?: string
}

function Result({ made }: { made: CreatedRequest }) {
  const { t } = useWords()
  return (
    <Panel
      title={t('request.ready')}
      extra={
        <>
          <CopyButton text={made.pem} what="PEM" />
          <Button
            size="small"
            type="primary"
            onClick={() => download(`${made.commonName}.csr`, made.pem, 'application/pkcs10')}
          >
            {t('action.download')}
          </Button>
        </>
      }
    >
      <div className="stack">
        <p className="note">{t('request.next')}</p>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a block that scrolls must be reachable by keyboard */}
        <pre className="block" tabIndex={0}>
          {made.pem}
        </pre>
        <Link to="/certificates/requests">{t('request.list')}</Link>
      </div>
    </Panel>
  )
}

/** A site's name is one of its names; a person's is none. */
function sansOf({ purpose, sans, commonName }: Wishes): string[] {
  return sans.length > 0 || purpose !== 'site-certificate' ? sans : [commonName]
}

export function NewRequestPage() {
  const { t } = useWords()
  const client = useQueryClient()
  const [form] = Form.useForm<Wishes>()
  const make = useMutation({
    mutationFn: (wishes: Wishes) => write<CreatedRequest>('POST', '/certificate-requests', wishes),
    onSuccess: () => client.invalidateQueries({ queryKey: ['/certificate-requests'] }),
  })
  const start = {
    purpose: 'site-certificate',
    algorithm: 'sm2',
    commonName: '',
    sans: [],
    organization: t('request.organization-default'),
  } as const
  return (
    <>
      <PageHead
        back={{ to: '/certificates', text: t('place.certificates') }}
        title={t('request.new')}
        meta={t('request.what')}
      />
      <div className="columns">
        <Panel title={t('request.wishes')}>
          <Form<Wishes>
            form={form}
            layout="vertical"
            initialValues={start}
            requiredMark={false}
            onFinish={(wishes) => make.mutate({ ...wishes, sans: sansOf(wishes) })}
          >
            <Form.Item
              name="commonName"
              label={t('request.name')}
              extra={t('request.name-hint')}
              rules={[{ required: true, message: t('request.name-missing') }]}
            >
              <Input placeholder="zzjb.rsj.sh.gov.cn" autoFocus />
            </Form.Item>
            <NamesFields />
            <Form.Item name="purpose" label={t('request.purpose')}>
              <Select options={PURPOSES.map((value) => ({ value, label: t(`request.purpose.${value}`) }))} />
            </Form.Item>
            <AlgorithmField />
            <ProblemAlert error={make.error} />
            <Button type="primary" htmlType="submit" loading={make.isPending}>
              {t('request.make')}
            </Button>
          </Form>
        </Panel>
        {make.data ? (
          <Result made={make.data} />
        ) : (
          <Panel title={t('request.how')}>
            <ol className="how">
              {(['request.how-1', 'request.how-2', 'request.how-3'] as const).map((key) => (
                <li key={key}>{t(key)}</li>
              ))}
            </ol>
          </Panel>
        )}
      </div>
    </>
  )
}
