import { applianceCodes } from '@anxin/domain/appliances/kinds.ts'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, Button, Form, Input, Modal, Select, Table, Tag } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Answer, api, Problem, told } from '../kit/api.ts'
import { applianceName } from '../kit/format.ts'
import { Mark } from './Mark.tsx'

type Technician = Answer<'/api/v1/technicians', 'get'>['items'][number]

export function Technicians() {
  const { t } = useTranslation()
  const [isAdding, setAdding] = useState(false)
  const { data } = useQuery({ queryKey: ['technicians'], queryFn: () => told(api.GET('/api/v1/technicians', {})) })
  return (
    <>
      <div className="bar">
        <Button type="primary" onClick={() => setAdding(true)}>
          {t('d.new.technician')}
        </Button>
      </div>
      <Table<Technician>
        size="small"
        rowKey="id"
        pagination={{ pageSize: 50, hideOnSinglePage: true }}
        scroll={{ x: 800 }}
        dataSource={data?.items ?? []}
        columns={[
          { title: t('technician'), dataIndex: 'name' },
          {
            title: t('d.duty'),
            dataIndex: 'status',
            render: (status: string) => (
              <Mark color={status === 'on-duty' ? 'green' : 'default'}>{t(`d.${status}`)}</Mark>
            ),
          },
          { title: t('d.load'), dataIndex: 'load', sorter: (a, b) => a.load - b.load },
          {
            title: t('d.rating'),
            dataIndex: 'rating',
            render: (rating: Technician['rating']) => (rating ? `${rating.mean.toFixed(1)} (${rating.count})` : '—'),
          },
          {
            title: t('d.skills'),
            dataIndex: 'skills',
            render: (skills: Technician['skills']) =>
              skills.map((skill) => <Tag key={skill.appliance}>{applianceName(skill.appliance)}</Tag>),
          },
          {
            title: t('d.territory'),
            dataIndex: 'territory',
            render: (territory: Technician['territory']) =>
              territory.map((one) => <Tag key={one.code}>{one.name}</Tag>),
          },
        ]}
      />
      {isAdding && <AddTechnician close={() => setAdding(false)} />}
    </>
  )
}

type Values = { name: string; phone: string; skills: (typeof applianceCodes)[number][]; territory: string }

function AddTechnician({ close }: { close: () => void }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const [form] = Form.useForm<Values>()
  const [problem, setProblem] = useState<string | null>(null)
  const save = async ({ name, phone, skills, territory }: Values) => {
    try {
      const body = {
        name,
        phone,
        skills: skills.map((appliance) => ({ appliance, brands: '*' as const })),
        territory: territory.split(/[\s,，]+/).filter(Boolean),
      }
      await told(api.POST('/api/v1/technicians', { body }))
      close()
      await queries.invalidateQueries()
    } catch (error) {
      setProblem(
        error instanceof Problem ? [error.message, ...error.errors.map((one) => one.message)].join('：') : t('failed'),
      )
    }
  }
  return (
    <Modal open title={t('d.new.technician')} onCancel={close} onOk={() => form.submit()}>
      {problem && <Alert type="error" title={problem} role="alert" />}
      <Form form={form} layout="vertical" onFinish={(values) => void save(values)}>
        <Form.Item name="name" label={t('f.name')} rules={[{ required: true }]}>
          <Input />
        </Form.Item>
        <Form.Item name="phone" label={t('f.phone')} rules={[{ required: true }]}>
          <Input />
        </Form.Item>
        <Form.Item name="skills" label={t('d.skills')} rules={[{ required: true }]}>
          <Select mode="multiple" options={applianceCodes.map((value) => ({ value, label: applianceName(value) }))} />
        </Form.Item>
        <Form.Item name="territory" label={t('d.code')} rules={[{ required: true }]}>
          <Input placeholder="623000, 620100" />
        </Form.Item>
      </Form>
    </Modal>
  )
}
