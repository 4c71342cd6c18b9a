import { useMutation } from '@tanstack/react-query'
import { Button, Form, Input } from 'antd'
import { write } from '../api.ts'
import { useWords } from '../language/index.ts'
import { ProblemAlert } from '../pieces/problem-alert.tsx'

interface Passwords {
  current: string
  next: string
  again: string
}

export function PasswordForm({ onChanged }: { onChanged: () => void }) {
  const { t } = useWords()
  const [form] = Form.useForm<Passwords>()
  const change = useMutation({
    mutationFn: ({ current, next }: Passwords) => write<void>('PUT', '/me/password', { current, next }),
    onSuccess: () => {
      form.resetFields()
      onChanged()
    },
  })
  const required = { required: true, message: t('sign-in.password-missing') }
  return (
    <Form<Passwords> form={form} layout="vertical" requiredMark={false} onFinish={(given) => change.mutate(given)}>
      <Form.Item name="current" label={t('security.password-current')} rules={[required]}>
        <Input.Password autoComplete="current-password" />
      </Form.Item>
      <Form.Item name="next" label={t('security.password-next')} extra={t('security.password-rule')} rules={[required]}>
        <Input.Password autoComplete="new-password" />
      </Form.Item>
      <Form.Item
        name="again"
        label={t('security.password-again')}
        dependencies={['next']}
        rules={[
          required,
          ({ getFieldValue }) => ({
            validator: (_, value) =>
              value === getFieldValue('next')
                ? Promise.resolve()
                : Promise.reject(new Error(t('security.password-differs'))),
          }),
        ]}
      >
        <Input.Password autoComplete="new-password" />
      </Form.Item>
      <ProblemAlert error={change.error} />
      <Button type="primary" htmlType="submit" loading={change.isPending}>
        {t('security.password-change')}
      </Button>
    </Form>
  )
}
