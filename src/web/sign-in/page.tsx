import { useMutation } from '@tanstack/react-query'
import { Button, Form, Input } from 'antd'
import { useWords } from '../language/index.ts'
import { ProblemAlert } from '../pieces/problem-alert.tsx'
import { useSession } from '../shell/session.ts'
import { SignInFrame } from './frame.tsx'
import { OtherWays } from './other-ways.tsx'

interface Credentials {
  username: string
  password: string
}

export function SignInPage() {
  const { t } = useWords()
  const { signIn, hasEnded } = useSession()
  const [form] = Form.useForm<Credentials>()
  const attempt = useMutation({
    mutationFn: ({ username, password }: Credentials) => signIn(username.trim(), password),
    onError: () => {
      form.setFieldValue('password', '')
      form.focusField('password')
    },
  })
  return (
    <SignInFrame title="sign-in.title">
      {hasEnded && (
        <p className="note" role="status">
          {t('sign-in.ended')}
        </p>
      )}
      <Form<Credentials> form={form} layout="vertical" requiredMark={false} onFinish={(given) => attempt.mutate(given)}>
        <Form.Item
          name="username"
          label={t('sign-in.username')}
          rules={[{ required: true, message: t('sign-in.username-missing') }]}
        >
          <Input autoFocus autoComplete="username" size="large" />
        </Form.Item>
        <Form.Item
          name="password"
          label={t('sign-in.password')}
          rules={[{ required: true, message: t('sign-in.password-missing') }]}
        >
          <Input.Password autoComplete="current-password" size="large" />
        </Form.Item>
        <ProblemAlert error={attempt.error} />
        <Button type="primary" htmlType="submit" size="large" block loading={attempt.isPending}>
          {t('sign-in.enter')}
        </Button>
      </Form>
      <OtherWays />
      <p className="soft small">{t('sign-in.hint')}</p>
    </SignInFrame>
  )
}
