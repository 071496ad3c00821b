import { applianceCodes } from '@anxin/domain/appliances/kinds.ts'
import { Alert, Button, Form, Input, Modal, Popconfirm, Select, TimePicker } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, told } from '../kit/api.ts'
import { applianceName } from '../kit/format.ts'
import { sayProblem, useAct } from './Act.tsx'
import { RegionPicker } from './RegionPicker.tsx'
import type { Technician } from './Technicians.tsx'

type Kind = (typeof applianceCodes)[number]
type Values = { name: string; phone: string; skills: Kind[]; territory: string[] } & Picked
/** When they work, as picked; both or neither. */
type Picked = { from?: Dayjs | null; to?: Dayjs | null }
const isKind = (code: string): code is Kind => applianceCodes.some((one) => one === code)

/** A technician is engaged, gets other skills or regions, leaves, or comes back. */
export function TechnicianForm({ technician, close }: { technician: Technician | null; close: () => void }) {
  const { t } = useTranslation()
  const act = useAct()
  const [form] = Form.useForm<Values>()
  const [problem, setProblem] = useState<string | null>(null)
  const save = async (values: Values) => {
    setProblem(null)
    // Brands that a skill is limited to stay as they are: this form chooses kinds.
    const brandsOf = (kind: Kind) =>
      technician?.skills.find((skill) => skill.appliance === kind)?.brands ?? ('*' as const)
    const work = {
      skills: values.skills.map((appliance) => ({ appliance, brands: brandsOf(appliance) })),
      territory: values.territory,
      hours: hoursOf(values),
    }
    try {
      if (technician) await told(api.POST('/api/v1/technicians/{id}/qualify', { ...paramsOf(technician), body: work }))
      else await told(api.POST('/api/v1/technicians', { body: { name: values.name, phone: values.phone, ...work } }))
    } catch (error) {
      setProblem(sayProblem(error, t('failed')))
      return
    }
    await act(async () => {}, t('d.done'))
    close()
  }
  const leave = async () => {
    if (
      technician &&
      (await act(() => told(api.POST('/api/v1/technicians/{id}/leave', paramsOf(technician))), t('d.done')))
    )
      close()
  }
  const isHere = technician !== null && technician.status !== 'left'
  const required = [{ required: true }]
  return (
    <Modal
      open
      title={technician ? technician.name : t('d.new.technician')}
      onCancel={close}
      width={620}
      footer={
        <>
          {isHere && (
            <Popconfirm title={t('d.leave.sure')} okText={t('d.leave')} cancelText={t('cancel')} onConfirm={leave}>
              <Button danger style={{ float: 'left' }}>
                {t('d.leave')}
              </Button>
            </Popconfirm>
          )}
          <Button onClick={close}>{t('cancel')}</Button>
          <Button type="primary" disabled={technician !== null && !isHere} onClick={() => form.submit()}>
            {t('save')}
          </Button>
        </>
      }
    >
      {problem && <Alert type="error" showIcon title={problem} role="alert" style={{ marginBottom: 12 }} />}
      {technician?.status === 'left' && <Alert type="info" showIcon title={t('d.left.text')} />}
      <Form
        form={form}
        layout="vertical"
        disabled={technician?.status === 'left'}
        onFinish={(values) => void save(values)}
        initialValues={
          technician
            ? {
                skills: technician.skills.map(({ appliance }) => appliance).filter(isKind),
                territory: technician.territory.map(({ code }) => code),
                ...(technician.hours ? { from: at(technician.hours.from), to: at(technician.hours.to) } : {}),
              }
            : { skills: [], territory: [] }
        }
      >
        {!technician && (
          <>
            <Form.Item name="name" label={t('f.name')} rules={required}>
              <Input autoFocus />
            </Form.Item>
            <Form.Item name="phone" label={t('f.phone')} rules={required}>
              <Input type="tel" />
            </Form.Item>
          </>
        )}
        <Form.Item name="skills" label={t('d.skills')} rules={required}>
          <Select
            mode="multiple"
            showSearch={{ optionFilterProp: 'label' }}
            options={applianceCodes.map((value) => ({ value, label: applianceName(value) }))}
          />
        </Form.Item>
        <Form.Item name="territory" label={t('d.territory')} rules={required} extra={t('d.region.hint')}>
          <RegionPicker known={technician?.territory ?? []} />
        </Form.Item>
        <div className="bar">
          <Form.Item name="from" label={t('t.works.from')}>
            <TimePicker format="HH:mm" minuteStep={15} />
          </Form.Item>
          <Form.Item name="to" label={t('t.works.to')}>
            <TimePicker format="HH:mm" minuteStep={15} />
          </Form.Item>
        </div>
        <p className="about">{t('d.hours.hint')}</p>
      </Form>
    </Modal>
  )
}

/** A time of day, of which the picker takes hours and minutes. */
const at = (minutes: number): Dayjs =>
  dayjs('2026-01-01')
    .hour(Math.floor(minutes / 60))
    .minute(minutes % 60)

/** Midnight at the end is that of the day's end. */
function hoursOf({ from, to }: Picked): { from: number; to: number } | null {
  if (!from || !to) return null
  const [begins, ends] = [from, to].map((time) => time.hour() * 60 + time.minute())
  return { from: begins ?? 0, to: ends || 24 * 60 }
}

/** A form that somebody else has overtaken is refused. */
const paramsOf = ({ id, version }: Technician) => ({
  params: { path: { id } },
  headers: { 'If-Match': `"${version}"` },
})
