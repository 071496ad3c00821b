import { useQuery } from '@tanstack/react-query'
import { Alert, App, Button, Checkbox, Form, Input, Modal, Popconfirm, Space, Tag } from 'antd'
import copyText from 'copy-to-clipboard'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Answer, api, told } from '../kit/api.ts'
import { useAct } from './Act.tsx'
import { List } from './List.tsx'
import { keepable, showView } from './url.ts'

type View = Answer<'/api/v1/saved-views', 'get'>['items'][number]
type Named = { name: string; shared: boolean }

/** What is shown now, kept under a name. */
export function SaveView({ close }: { close: () => void }) {
  const { t } = useTranslation()
  const act = useAct()
  const [kept] = useState(() => keepable(location.search))
  const save = async ({ name, shared }: Named) => {
    const body = { name, shared, query: kept.query }
    if (await act(() => told(api.POST('/api/v1/saved-views', { body })), t('d.view.saved'))) close()
  }
  return (
    <NameView title={t('d.view.save')} start={{ name: '', shared: false }} close={close} save={save}>
      {kept.left && <Alert type="info" showIcon title={t('d.view.private')} style={{ marginBottom: 12 }} />}
    </NameView>
  )
}

type Naming = {
  title: string
  start: Named
  close: () => void
  save: (named: Named) => Promise<void>
  children?: React.ReactNode
}

function NameView({ title, start, close, save, children }: Naming) {
  const { t } = useTranslation()
  const [form] = Form.useForm<Named>()
  return (
    <Modal open title={title} onCancel={close} onOk={() => form.submit()} okText={t('save')} cancelText={t('cancel')}>
      {children}
      <Form form={form} layout="vertical" initialValues={start} onFinish={(named) => void save(named)}>
        <Form.Item name="name" label={t('d.view.name')} rules={[{ required: true, whitespace: true, max: 60 }]}>
          <Input autoFocus autoComplete="off" />
        </Form.Item>
        <Form.Item name="shared" valuePropName="checked" noStyle>
          <Checkbox>{t('d.view.share')}</Checkbox>
        </Form.Item>
      </Form>
    </Modal>
  )
}

/** The own views and those that colleagues share: opened, renamed, deleted. */
export function SavedViews({ close }: { close: () => void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const [renamed, setRenamed] = useState<View | null>(null)
  const views = useQuery({ queryKey: ['views'], queryFn: () => told(api.GET('/api/v1/saved-views', {})) })
  const act = useAct()
  const open = (view: View) => {
    showView(view.query)
    close()
  }
  const rename = async (body: Named) => {
    const params = { path: { id: renamed?.id ?? '' } }
    if (await act(() => told(api.POST('/api/v1/saved-views/{id}', { params, body })))) setRenamed(null)
  }
  const copy = async () => (await copyText(location.href)) && message.success(t('copied'))
  return (
    <Modal
      open
      title={t('d.views')}
      onCancel={close}
      footer={<Button onClick={copy}>{t('d.copy.view')}</Button>}
      width={620}
    >
      <List<View>
        query={views}
        none={t('d.view.none')}
        rowKey="id"
        columns={[
          {
            title: t('d.view.name'),
            render: (_, view) => (
              <Button type="link" size="small" style={{ padding: 0 }} onClick={() => open(view)}>
                {view.name}
              </Button>
            ),
          },
          {
            title: t('d.view.whose'),
            render: (_, view) => (
              <Space>
                {view.isOwn ? t('d.view.own') : view.owner}
                {view.shared && <Tag>{t('d.view.shared')}</Tag>}
              </Space>
            ),
          },
          {
            title: t('d.do'),
            width: 170,
            render: (_, view) => view.isOwn && <Manage view={view} rename={() => setRenamed(view)} />,
          },
        ]}
      />
      {renamed && <NameView title={t('d.rename')} start={renamed} close={() => setRenamed(null)} save={rename} />}
    </Modal>
  )
}

function Manage({ view, rename }: { view: View; rename: () => void }) {
  const { t } = useTranslation()
  const act = useAct()
  const remove = () => act(() => told(api.DELETE('/api/v1/saved-views/{id}', { params: { path: { id: view.id } } })))
  return (
    <Space>
      <Button size="small" onClick={rename}>
        {t('d.rename')}
      </Button>
      <Popconfirm title={t('d.view.delete')} okText={t('d.delete')} cancelText={t('cancel')} onConfirm={remove}>
        <Button size="small" danger>
          {t('d.delete')}
        </Button>
      </Popconfirm>
    </Space>
  )
}
