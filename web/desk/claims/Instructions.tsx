import { useQuery } from '@tanstack/react-query'
import { Alert, Button, Popconfirm } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Answer, api, told } from '../../kit/api.ts'
import { moment, yuan } from '../../kit/format.ts'
import { useAct } from '../Act.tsx'
import { List } from '../List.tsx'
import { Mark } from '../Mark.tsx'
import { about } from './claim.ts'
import { categoryName } from './Marks.tsx'
import { SignInstruction } from './SignInstruction.tsx'

type Instruction = Answer<'/api/v1/instructions', 'get'>['items'][number]

/** Standing instructions to pay small, well-evidenced claims at once: signed, dated, revocable. */
export function Instructions({ roles }: { roles: readonly string[] }) {
  const { t } = useTranslation()
  const act = useAct()
  const [isSigning, setSigning] = useState(false)
  const signed = useQuery({ queryKey: ['instructions'], queryFn: () => told(api.GET('/api/v1/instructions', {})) })
  const revoke = (one: Instruction) =>
    act(() => told(api.POST('/api/v1/instructions/{id}/revoke', about(one))), t('cl.instruction.revoked'))
  return (
    <>
      <Alert type="info" style={{ marginBottom: 12 }} title={t('cl.instruction.does')} />
      {roles.includes('merchant') && (
        <div className="bar">
          <Button type="primary" onClick={() => setSigning(true)}>
            {t('cl.instruction.sign')}
          </Button>
        </div>
      )}
      <List<Instruction>
        query={signed}
        none={t('cl.instruction.none')}
        rowKey="id"
        scroll={{ x: 860 }}
        tableLayout="auto"
        columns={[
          { title: t('cl.merchant'), dataIndex: ['merchant', 'name'] },
          { title: t('cl.instruction.most'), dataIndex: 'amount', align: 'right', render: yuan },
          {
            title: t('cl.category'),
            dataIndex: 'categories',
            render: (names: Instruction['categories']) =>
              names === '*' ? t('cl.instruction.all') : names.map(categoryName).join('、'),
          },
          { title: t('cl.instruction.grade'), dataIndex: 'grade' },
          {
            title: t('cl.instruction.dates'),
            render: (_, { from, until }) => `${moment(from)} – ${until ? moment(until) : t('cl.instruction.open')}`,
          },
          {
            title: t('cl.instruction.signature'),
            render: (_, { signature, signedAt }) => `${signature ?? t('cl.gone')} · ${moment(signedAt)}`,
          },
          {
            title: t('cl.status'),
            render: (_, { revokedAt }) => (
              <Mark color={revokedAt ? 'default' : 'green'}>
                {revokedAt ? `${t('cl.instruction.ended')} ${moment(revokedAt)}` : t('cl.instruction.valid')}
              </Mark>
            ),
          },
          {
            title: t('d.do'),
            render: (_, one) =>
              one.revokedAt === null && (
                <Popconfirm
                  title={t('cl.instruction.sure')}
                  okText={t('cl.instruction.revoke')}
                  cancelText={t('cancel')}
                  onConfirm={() => revoke(one)}
                >
                  <Button size="small" danger>
                    {t('cl.instruction.revoke')}
                  </Button>
                </Popconfirm>
              ),
          },
        ]}
      />
      {isSigning && <SignInstruction close={() => setSigning(false)} />}
    </>
  )
}
