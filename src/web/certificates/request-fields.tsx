import { Form, Input, Select } from 'antd'
import { useWords } from '../language/index.ts'

export const ALGORITHMS = ['sm2', 'rsa2048', 'rsa3072', 'rsa4096', 'p256', 'p384', 'ed25519'] as const

/** Further names (as tags: pasted lists are taken apart) and the organization. */
export function NamesFields() {
  const { t } = useWords()
  return (
    <>
      <Form.Item name="sans" label={t('certificate.names')} extra={t('request.names-hint')}>
        <Select mode="tags" tokenSeparators={[',', '，', ' ', ';', '\n']} open={false} suffixIcon={null} />
      </Form.Item>
      <Form.Item name="organization" label={t('request.organization')}>
        <Input />
      </Form.Item>
    </>
  )
}

export function AlgorithmField() {
  const { t } = useWords()
  return (
    <Form.Item name="algorithm" label={t('certificate.algorithm')} extra={t('request.algorithm-hint')}>
      <Select options={ALGORITHMS.map((value) => ({ value, label: t(`algorithm.${value}`) }))} />
    </Form.Item>
  )
}
