import { Table, type TableProps, Tabs } from 'antd'
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import { yuan } from '../../kit/format.ts'
import { sayCell } from './cells.ts'
import type { RuleModel } from './model.ts'

type TableNode = Extract<RuleModel['nodes'][number], { type: 'decisionTableNode' }>
type Row = TableNode['content']['rules'][number]

/** The decision tables of a version that nobody changes any more, to be read: every cell in words. */
export function ReadTables({ model }: { model: RuleModel }) {
  const { t } = useTranslation()
  return (
    <Tabs
      items={model.nodes.flatMap((node) =>
        node.type === 'decisionTableNode'
          ? [
              {
                key: node.id,
                label: t(`d.rules.table.${node.id}`, { defaultValue: node.name }),
                children: (
                  <Table<Row>
                    size="small"
                    rowKey={(row) => row._id ?? JSON.stringify(row)}
                    dataSource={node.content.rules}
                    columns={columnsOf(node, t)}
                    scroll={{ x: 'max-content' }}
                    pagination={false}
                  />
                ),
              },
            ]
          : [],
      )}
    />
  )
}

function columnsOf({ content }: TableNode, t: TFunction): NonNullable<TableProps<Row>['columns']> {
  const column = ({ id, name, field }: { id: string; name: string; field: string }, side: 'in' | 'out') => ({
    key: id,
    title: t(field.startsWith('hours.') ? `d.rules.${field}` : `d.rules.${side}.${field}`, { defaultValue: name }),
    render: (_: unknown, row: Row) => sayCell({ t, yuan }, field, row[id] ?? ''),
  })
  return [
    ...content.inputs.map((one) => column(one, 'in')),
    ...content.outputs.map((one) => column(one, 'out')),
    { key: 'about', title: t('d.rules.note'), render: (_: unknown, row: Row) => row._description },
  ]
}
