import { useQuery } from '@tanstack/react-query'
import { Alert, Button, DatePicker, Form, Input, Popconfirm, Select } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useTranslation } from 'react-i18next'
import { type Answer, api, told } from '../../kit/api.ts'
import { moment } from '../../kit/format.ts'
import { useAct } from '../Act.tsx'
import { List } from '../List.tsx'

type Calendar = Answer<'/api/v1/working-days', 'get'>
type Values = { day: Dayjs; kind: 'off' | 'worked'; why: string }

/** Days on which no time runs: by the State Council's notices, and the installation's own. */
export function WorkingDays() {
  const { t } = useTranslation()
  const act = useAct()
  const [form] = Form.useForm<Values>()
  const query = useQuery({ queryKey: ['working-days'], queryFn: () => told(api.GET('/api/v1/working-days', {})) })
  const add = async ({ day, ...rest }: Values) => {
    const body = { ...rest, day: day.format('YYYY-MM-DD') }
    if (await act(() => told(api.POST('/api/v1/working-days', { body })), t('d.done'))) form.resetFields()
  }
  const remove = (day: string) =>
    act(() => told(api.DELETE('/api/v1/working-days/{day}', { params: { path: { day } } })), t('d.done'))
  return (
    <>
      <p className="about">{t('d.days.text')}</p>
      {query.data?.isEnding && (
        <Alert
          type="warning"
          showIcon
          role="status"
          title={t('d.days.ending', { end: query.data.end })}
          style={{ marginBottom: 12 }}
        />
      )}
      <h2 style={{ fontSize: 16 }}>{t('d.days.own')}</h2>
      <Form<Values>
        form={form}
        layout="inline"
        initialValues={{ kind: 'off', day: dayjs().add(1, 'day') }}
        onFinish={(values) => void add(values)}
        style={{ marginBottom: 12, rowGap: 8 }}
      >
        <Form.Item name="day" label={t('d.days.day')} rules={[{ required: true }]}>
          <DatePicker allowClear={false} />
        </Form.Item>
        <Form.Item name="kind" label={t('d.days.kind')}>
          <Select
            style={{ width: 120 }}
            options={(['off', 'worked'] as const).map((value) => ({ value, label: t(`d.days.${value}`) }))}
          />
        </Form.Item>
        <Form.Item name="why" label={t('d.days.why')} rules={[{ required: true, max: 60 }]}>
          <Input maxLength={60} autoComplete="off" />
        </Form.Item>
        <Button htmlType="submit">{t('d.days.add')}</Button>
      </Form>
      <List<Calendar['items'][number]>
        query={query}
        none={t('d.days.none')}
        rowKey="day"
        columns={[
          { title: t('d.days.day'), dataIndex: 'day' },
          { title: t('d.days.kind'), dataIndex: 'kind', render: (kind: string) => t(`d.days.${kind}`) },
          { title: t('d.days.why'), dataIndex: 'why' },
          { title: t('d.days.by'), dataIndex: 'addedBy' },
          { title: t('d.when'), dataIndex: 'addedAt', render: moment },
          {
            title: t('d.do'),
            render: (_, { day }) => (
              <Popconfirm
                title={t('d.days.remove.sure')}
                okText={t('d.days.remove')}
                cancelText={t('cancel')}
                onConfirm={() => remove(day)}
              >
                <Button size="small" danger>
                  {t('d.days.remove')}
                </Button>
              </Popconfirm>
            ),
          },
        ]}
      />
      {query.data?.notices.map((notice) => (
        <Notice key={notice.year} notice={notice} />
      ))}
    </>
  )
}

function Notice({ notice: { year, source, off, worked } }: { notice: Calendar['notices'][number] }) {
  const { t } = useTranslation()
  return (
    <section>
      <h2 style={{ fontSize: 16 }}>{t('d.days.year', { year })}</h2>
      <p className="about">
        {source.title}（{source.number}，{source.date}）
      </p>
      <ul>
        {off.map(({ name, days }) => (
          <li key={name}>
            {name}：{days[0]}
            {days.length > 1 && ` – ${days.at(-1)}`}
            {t('d.days.count', { n: days.length })}
          </li>
        ))}
        <li>
          {t('d.days.worked')}：{worked.join('、')}
        </li>
      </ul>
    </section>
  )
}
