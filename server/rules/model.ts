import { z } from 'zod'
import { saying } from '../http/sentences.ts'
import { type Cell, cellFault, longestCell, said } from './language.ts'

/** The tables of a rule set in GoRules' JSON Decision Model, as far as they are taken here: an input, an output, and
 *  between them decision tables, expressions and switches. No node that runs a program or asks anybody. */

const most = { nodes: 20, edges: 60, columns: 40, rows: 500, characters: 200_000 }
export const modelType = 'application/vnd.gorules.decision'

const id = z.string().min(1).max(60)
const name = z.string().max(80)
const field = z
  .string()
  .regex(/^[A-Za-z_]\w{0,39}(\.[A-Za-z_]\w{0,39}){0,2}$/, { abort: true })
  .max(80)
const text = z.string().max(longestCell)
const position = z.object({ x: z.number(), y: z.number() }).default({ x: 0, y: 0 })
const base = { id, name, position }

// The editor takes a dot for a path into the cell.
const Column = z.object({ id: id.regex(/^[\w-]+$/), name, field })
const Table = z.object({
  // The first row that fits counts; all rows together would give lists where one value is meant.
  hitPolicy: z.literal('first'),
  inputs: z.array(Column).min(1).max(most.columns),
  outputs: z.array(Column).min(1).max(most.columns),
  rules: z
    .array(z.record(z.string().max(60), text))
    .min(1)
    .max(most.rows),
  passThrough: z.literal(false).default(false),
  executionMode: z.literal('single').default('single'),
})
const Expressions = z.object({
  expressions: z.array(z.object({ id, key: field, value: text })).max(most.columns),
  passThrough: z.boolean().default(false),
})
const Switch = z.object({
  hitPolicy: z.literal('first').default('first'),
  statements: z.array(z.object({ id, condition: text, isDefault: z.boolean().default(false) })).max(20),
})

const Node = z.discriminatedUnion('type', [
  z.object({ ...base, type: z.literal('inputNode') }),
  z.object({ ...base, type: z.literal('outputNode') }),
  z.object({ ...base, type: z.literal('decisionTableNode'), content: Table }),
  z.object({ ...base, type: z.literal('expressionNode'), content: Expressions }),
  z.object({ ...base, type: z.literal('switchNode'), content: Switch }),
])
type Node = z.output<typeof Node>
const taken: readonly string[] = Node.options.map(({ shape }) => shape.type.value)

/** The kind first, so that one that is not taken is refused by its name and not by what else is wrong with it. */
const Kind = z.looseObject({ type: z.string().max(40) }).check(({ value, issues }) => {
  if (taken.includes(value.type)) return
  const say = saying(`不支持的节点：${value.type}`, `a node of this kind is not taken: ${value.type}`)
  issues.push({ code: 'custom', input: value.type, path: ['type'], ...say })
})

const Edge = z.object({
  id,
  type: z.literal('edge').default('edge'),
  sourceId: id,
  targetId: id,
  sourceHandle: z.string().max(60).nullish(),
})

/** A whole rule set. What is not known of it is left out; what is not taken makes it no rule set. */
export const Model = z
  .object({
    contentType: z.literal(modelType).default(modelType),
    nodes: z.array(Kind.pipe(Node)).min(3).max(most.nodes),
    edges: z.array(Edge).min(2).max(most.edges),
  })
  .check(({ value, issues }) => {
    const fault = graphFault(value)
    if (fault) issues.push({ code: 'custom', input: '', path: ['edges'], ...fault })
    if (JSON.stringify(value).length > most.characters)
      issues.push({ code: 'custom', input: '', path: ['nodes'], ...saying('规则表太大', 'the tables are too large') })
    for (const cell of cellsOf(value)) {
      const found = cellFault(cell)
      if (found) issues.push({ code: 'custom', input: cell.text, path: cell.path, ...said(cell, found) })
      if (issues.length > 20) return
    }
  })
export type Model = z.output<typeof Model>

/** Why the nodes make no way from the input to the output. */
function graphFault({ nodes, edges }: Pick<Model, 'nodes' | 'edges'>) {
  const isOne = (type: Node['type']) => nodes.filter((node) => node.type === type).length === 1
  if (!isOne('inputNode') || !isOne('outputNode'))
    return saying('须有且只有一个输入和一个输出', 'there is exactly one input and one output')
  const ids = new Set(nodes.map((node) => node.id))
  if (ids.size < nodes.length) return saying('节点编号重复', 'two nodes have the same id')
  if (edges.some(({ sourceId, targetId }) => !ids.has(sourceId) || !ids.has(targetId)))
    return saying('连线指向不存在的节点', 'an edge leads to a node that is not there')
  return isCyclic([...ids], edges) ? saying('连线成环', 'the edges go round in a circle') : null
}

/** Takes away what nothing leads to until nothing is left; what stays goes round (Kahn 1962). */
function isCyclic(ids: readonly string[], edges: Model['edges']): boolean {
  let left = new Set(ids)
  for (;;) {
    const led = new Set(edges.filter(({ sourceId }) => left.has(sourceId)).map(({ targetId }) => targetId))
    const next = new Set([...left].filter((one) => led.has(one)))
    if (next.size === 0 || next.size === left.size) return next.size > 0
    left = next
  }
}

/** Every cell that is not empty, with its place. */
export function cellsOf({ nodes }: Pick<Model, 'nodes'>): Cell[] {
  return nodes.flatMap((node, at) => ofNode(node, ['nodes', at, 'content'])).filter((cell) => cell.text.trim() !== '')
}

function ofNode(node: Node, path: (string | number)[]): Cell[] {
  if (node.type === 'expressionNode')
    return node.content.expressions.map(({ key, value }, n) => ({
      ...{ table: node.name, row: n + 1, column: key, side: 'out', text: value },
      path: [...path, 'expressions', n, 'value'],
    }))
  if (node.type === 'switchNode')
    return node.content.statements.map(({ condition }, n) => ({
      ...{ table: node.name, row: n + 1, column: '', side: 'out', text: condition },
      path: [...path, 'statements', n, 'condition'],
    }))
  if (node.type !== 'decisionTableNode') return []
  const { inputs, outputs, rules } = node.content
  const of = (columns: typeof inputs, side: 'in' | 'out') =>
    rules.flatMap((row, n) =>
      columns.map((column) => ({
        ...{ table: node.name, row: n + 1, column: column.name, side, text: row[column.id] ?? '' },
        path: [...path, 'rules', n, column.id],
      })),
    )
  return [...of(inputs, 'in'), ...of(outputs, 'out')]
}

/** The same with every cell there: to the engine one that is missing is not an empty one, it fits nothing. */
export const filled = (model: Model): Model => ({
  ...model,
  nodes: model.nodes.map((node) => {
    if (node.type !== 'decisionTableNode') return node
    const { inputs, outputs, rules } = node.content
    const empty = Object.fromEntries([...inputs, ...outputs].map((column) => [column.id, '']))
    return { ...node, content: { ...node.content, rules: rules.map((row) => ({ ...empty, ...row })) } }
  }),
})
