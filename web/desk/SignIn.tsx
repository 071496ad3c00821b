import { Alert, Button, Card, Form, Input, QRCode } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, Problem, told } from '../kit/api.ts'

/** Phone number and code, then the second factor that staff need. */
export function DeskSignIn({ owesFactor, done }: { owesFactor: boolean; done: () => void }) {
  const { t } = useTranslation()
  const [problem, setProblem] = useState<string | null>(null)
  const [demo, setDemo] = useState<string | null>(null)
  const [isSent, setSent] = useState(false)
  const attempt = async (work: () => Promise<void>) => {
    setProblem(null)
    await work().catch((error) =>
      setProblem(
        error instanceof Problem ? [error.message, ...error.errors.map((one) => one.message)].join('：') : t('failed'),
      ),
    )
  }
  const send = (phone: string) =>
    attempt(async () => {
      const answer = await told(api.POST('/api/v1/session/code', { body: { phone } }))
      setSent(true)
      setDemo((answer as { demoCode?: string } | undefined)?.demoCode ?? null) // only the demo tells
    })
  const enter = (phone: string, code: string) =>
    attempt(async () => {
      await told(api.POST('/api/v1/session', { body: { phone, code } }))
      setDemo(null)
      done()
    })
  return (
    <div className="sign-in">
      <Card title={<h1 style={{ margin: 0, fontSize: 18 }}>{t('d.title')}</h1>}>
        {problem && <Alert type="error" title={problem} style={{ marginBottom: 12 }} role="alert" />}
        {owesFactor ? (
          <Factor attempt={attempt} done={done} />
        ) : (
          <Form
            layout="vertical"
            onFinish={({ phone, code }: { phone: string; code?: string }) =>
              void (isSent ? enter(phone, code ?? '') : send(phone))
            }
          >
            <Form.Item name="phone" label={t('sign.phone')} rules={[{ required: true }]}>
              <Input type="tel" autoComplete="tel" />
            </Form.Item>
            {isSent && (
              <Form.Item
                name="code"
                label={t('sign.code')}
                rules={[{ required: true }]}
                extra={demo && t('sign.demo', { code: demo })}
              >
                <Input inputMode="numeric" autoComplete="one-time-code" />
              </Form.Item>
            )}
            <Button type="primary" htmlType="submit" block>
              {t(isSent ? 'sign.in' : 'sign.get')}
            </Button>
          </Form>
        )}
      </Card>
    </div>
  )
}

function Factor({ attempt, done }: { attempt: (work: () => Promise<void>) => Promise<void>; done: () => void }) {
  const { t } = useTranslation()
  const [setup, setSetup] = useState<{ uri: string | null; demoCode?: string } | null>(null)
  useEffect(() => {
    void told(api.POST('/api/v1/session/second-factor/setup', {}))
      .then((answer) => setSetup((answer ?? null) as typeof setup)) // its shape is the server's
      .catch(() => {})
  }, [])
  const give = (code: string) =>
    attempt(async () => {
      await told(api.POST('/api/v1/session/second-factor', { body: { code } }))
      done()
    })
  return (
    <Form layout="vertical" onFinish={({ code }: { code: string }) => void give(code)}>
      <p>{t(setup?.uri ? 'sign.factor.text' : 'sign.factor.again')}</p>
      {setup?.uri && (
        <>
          <QRCode value={setup.uri} />
          <p style={{ overflowWrap: 'anywhere' }}>
            <code>{new URL(setup.uri).searchParams.get('secret')}</code>
          </p>
        </>
      )}
      <Form.Item
        name="code"
        label={t('sign.factor')}
        rules={[{ required: true }]}
        extra={setup?.demoCode && t('sign.demo', { code: setup.demoCode })}
      >
        <Input inputMode="numeric" autoComplete="one-time-code" />
      </Form.Item>
      <Button type="primary" htmlType="submit" block>
        {t('sign.in')}
      </Button>
    </Form>
  )
}
