import '@gorules/jdm-editor/dist/style.css'
import { ruleFields } from '@anxin/domain/rules/input.ts'
import { DecisionTable, JdmConfigProvider } from '@gorules/jdm-editor'
import { Button, Select, Space, Tabs } from 'antd'
import { type ComponentProps, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { language } from '../../kit/language.ts'
import inChinese from './editor-words.json'
import { dictionaries, typeOfField, typeOfOutput } from './fields.ts'
import type { RuleModel } from './model.ts'

type Props = { model: RuleModel; change: (model: RuleModel) => void }
type Node = RuleModel['nodes'][number]
type TableNode = Extract<Node, { type: 'decisionTableNode' }>
type Edited = NonNullable<ComponentProps<typeof DecisionTable>['value']>

/** The editor's own words, put in when it was built (editor.vite.ts). */
declare global {
  var anxinSays: (word: string) => string
}
globalThis.anxinSays = (word) => (language() === 'zh' ? (inChinese as Record<string, string>)[word] : undefined) ?? word // keys are what the editor says

const fontFamily = "-apple-system, 'PingFang SC', 'Noto Sans SC', 'Noto Sans CJK SC', 'Microsoft YaHei', sans-serif"
const colours = () =>
  dark()
    ? { colorPrimary: '#3fb68b', colorLink: '#5fd0a7', colorError: '#ff8683' }
    : { colorPrimary: '#0b6e4f', colorLink: '#0b6e4f', colorError: '#cf1322' }
const dark = () => document.documentElement.dataset.theme === 'dark'

/** The decision tables of a draft, one tab each, in GoRules' editor. A chunk of its own: nobody else loads it. */
export default function Tables({ model, change }: Props) {
  const { t } = useTranslation()
  const tables = model.nodes.filter((node) => node.type === 'decisionTableNode')
  const put = (table: TableNode) =>
    change({ ...model, nodes: model.nodes.map((node) => (node.id === table.id ? table : node)) })
  return (
    <JdmConfigProvider theme={{ mode: dark() ? 'dark' : 'light', token: { ...colours(), fontFamily } }}>
      <Tabs
        items={tables.map((table) => ({
          key: table.id,
          label: t(`d.rules.table.${table.id}`, { defaultValue: table.name }),
          children: <Table table={table} change={put} />,
        }))}
      />
    </JdmConfigProvider>
  )
}

type Given = { table: TableNode; change: (table: TableNode) => void }

function Table({ table, change }: Given) {
  const { t } = useTranslation()
  const place = useLabels(table)
  const { content } = table
  const free = ruleFields.filter((field) => !content.inputs.some((one) => one.field === field))
  const dictionary = dictionaries(t)
  const value: Edited = {
    hitPolicy: content.hitPolicy,
    rules: content.rules,
    inputs: content.inputs.map((one) => ({ ...one, fieldType: typeOfField(one.field) })),
    outputs: content.outputs.map((one) => ({ ...one, outputFieldType: typeOfOutput(one.field) })),
  }
  const edited = ({ rules }: Edited) => change({ ...table, content: { ...content, rules: rules.map(textOnly) } })
  const add = (field: string) => {
    const column = { id: `${table.id}-${field}`, name: t(`d.rules.in.${field}`), field }
    const rules = content.rules.map((row) => ({ ...row, [column.id]: '' }))
    change({ ...table, content: { ...content, inputs: [...content.inputs, column], rules } })
  }
  const drop = (id: string) => {
    const rules = content.rules.map(({ [id]: _, ...row }) => row)
    change({ ...table, content: { ...content, inputs: content.inputs.filter((one) => one.id !== id), rules } })
  }
  return (
    <div ref={place} className="rule-table">
      <Columns table={table} free={free} add={add} drop={drop} />
      <DecisionTable
        // The editor keeps its own columns: with others it begins anew.
        key={content.inputs.map(({ id }) => id).join()}
        value={value}
        onChange={edited}
        permission="edit:rules"
        mode="business"
        dictionaries={dictionary}
        disableHitPolicy
        tableHeight={Math.min(620, 150 + 44 * content.rules.length)}
        colWidth={170}
        minColWidth={110}
      />
    </div>
  )
}

/** The engine wants text in every cell. */
const textOnly = (row: Record<string, unknown>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(row).filter((cell): cell is [string, string] => typeof cell[1] === 'string' && cell[0] !== '_diff'),
  )

type Choice = { table: TableNode; free: readonly string[]; add: (field: string) => void; drop: (id: string) => void }
function Columns({ table, free, add, drop }: Choice) {
  const { t } = useTranslation()
  const [chosen, choose] = useState<string | null>(null)
  const { inputs } = table.content
  return (
    <Space wrap style={{ marginBottom: 8 }}>
      <Select
        aria-label={t('d.rules.column.add')}
        placeholder={t('d.rules.column.add')}
        style={{ width: 190 }}
        value={null}
        options={free.map((value) => ({ value, label: t(`d.rules.in.${value}`) }))}
        onChange={add}
      />
      <Select
        aria-label={t('d.rules.column.drop')}
        placeholder={t('d.rules.column.drop')}
        style={{ width: 190 }}
        value={chosen}
        options={inputs.map(({ id, name }) => ({ value: id, label: name }))}
        onChange={choose}
      />
      {chosen && inputs.length > 1 && (
        <Button
          danger
          onClick={() => {
            drop(chosen)
            choose(null)
          }}
        >
          {t('d.rules.column.drop.do')}
        </Button>
      )}
    </Space>
  )
}

/** The editor gives its cells no names, by which screen readers would tell them apart, and no way to scroll them by keys: they
 *  get both here as they come. */
function useLabels({ name }: TableNode) {
  const place = useRef<HTMLDivElement>(null)
  const { t } = useTranslation()
  useEffect(() => {
    const root = place.current
    if (!root) return
    const label = () => {
      for (const cell of root.querySelectorAll('td [contenteditable], td input, td textarea'))
        if (!cell.hasAttribute('aria-label')) cell.setAttribute('aria-label', t('d.rules.cell', { name }))
      for (const icon of root.querySelectorAll('button:not([aria-label])'))
        if (!icon.textContent?.trim()) icon.setAttribute('aria-label', t('d.rules.cell.do'))
      // A long cell scrolls, and while it is not edited nothing in it takes the keyboard (WCAG 2.1.1).
      for (const scroller of root.querySelectorAll<HTMLElement>('td .cm-scroller')) scroller.tabIndex = 0
    }
    label()
    const watch = new MutationObserver(label)
    watch.observe(root, { childList: true, subtree: true })
    return () => watch.disconnect()
  }, [name, t])
  return place
}
