import { globSync, readFileSync } from 'node:fs'
import ts from 'typescript'

/** The counted limits of the architecture, with where each applies. */
const most = {
  fileLines: 300,
  algorithmLines: 550,
  functionLines: 50,
  markupLines: 130,
  nesting: 3,
  imports: 12,
  parameters: 3,
}
/** Places where everything is put together once: the server, and the list with a line for each capability. */
const allowedImports: Record<string, number> = {
  'server/start.ts': 30,
  'server/capabilities.ts': 22,
}
/** Still with four parameters: none may be added, and whoever takes one off takes its name off as well. */
const allowedParameters: Record<string, number> = {
  'server/act.ts': 4,
  'server/errand.ts': 4,
}
const pure = /^(domain|regions|inspect|dispatch|record)\//
const impure = new Set(['Date', 'process', 'fetch', 'setTimeout', 'setInterval'])

export type Trespass = { file: string; line: number; says: string }

/** Looks at every source file; prints the trespasses. True when there are none. */
export function limits(): boolean {
  const files = globSync(
    '{domain,regions,inspect,dispatch,record,server,cli,web,bench,examples,scripts}/**/*.{ts,tsx}',
    {
      exclude: ['**/node_modules/**', '**/dist/**', '**/*.generated.ts'],
    },
  )
  const found = files.flatMap((file) => trespassesIn(file, readFileSync(file, 'utf8')))
  for (const { file, line, says } of found) process.stdout.write(`${file}:${line} ${says}\n`)
  return files.length > 0 && found.length === 0
}

/** What one file does against the limits. */
export function trespassesIn(file: string, text: string): Trespass[] {
  const source = ts.createSourceFile(
    file,
    text,
    ts.ScriptTarget.Latest,
    true,
    file.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS,
  )
  const isTest = /\.test\.ts$|\/e2e\/|\/trust\/|^bench\//.test(file)
  const found: Trespass[] = []
  const lineOf = (node: ts.Node) => source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1
  const say = (node: ts.Node, says: string) => found.push({ file, line: lineOf(node), says })
  const lines = text.split('\n').length
  const longest = /^\/\*\*[\s\S]{0,900}?Cost:/.test(text) ? most.algorithmLines : most.fileLines
  if (lines > longest && !isTest) say(source, `${lines} lines, at most ${longest}`)
  const imports = source.statements.filter(ts.isImportDeclaration).length
  if (
    imports >
      (allowedImports[file] ?? (file.endsWith('routes.ts') ? 16 : most.imports) + (file.endsWith('x') ? 4 : 0)) &&
    !isTest
  )
    say(source, `${imports} imports`)
  walk(source)
  return found

  function walk(node: ts.Node): void {
    if (!isTest) {
      if (ts.isFunctionLike(node)) ofFunction(node)
      ofExpression(node)
    }
    if (pure.test(file) && !isTest && !file.includes('/make/')) ofPurity(node)
    ts.forEachChild(node, walk)
  }

  function ofFunction(node: ts.SignatureDeclaration): void {
    const start = source.getLineAndCharacterOfPosition(node.getStart(source)).line
    const end = source.getLineAndCharacterOfPosition(node.getEnd()).line
    const limit = file.endsWith('x') ? most.markupLines : most.functionLines
    const isBody = 'body' in node && node.body !== undefined
    // A function that only hands out other functions is a table, not a long sequence of steps.
    if (isBody && ownLines(node) > limit) say(node, `${end - start + 1} lines in a function, at most ${limit}`)
    if (isBody && node.parameters.length > (allowedParameters[file] ?? most.parameters))
      say(node, `${node.parameters.length} parameters`)
    if (isBody && nesting(node) > most.nesting) say(node, `control flow nested ${nesting(node)} deep`)
  }

  /** Lines of a function without those of functions inside it. */
  function ownLines(node: ts.Node): number {
    const size = (n: ts.Node) =>
      source.getLineAndCharacterOfPosition(n.getEnd()).line -
      source.getLineAndCharacterOfPosition(n.getStart(source)).line
    let inner = 0
    const look = (n: ts.Node): void => {
      if (n !== node && ts.isFunctionLike(n)) inner += size(n)
      else ts.forEachChild(n, look)
    }
    ts.forEachChild(node, look)
    return size(node) + 1 - inner
  }

  function ofExpression(node: ts.Node): void {
    const isCast = ts.isAsExpression(node) && node.type.getText(source) !== 'const'
    const isAny = node.kind === ts.SyntaxKind.AnyKeyword
    if (!isCast && !isAny && !ts.isNonNullExpression(node)) return
    if (!hasReason(node))
      say(
        node,
        isAny
          ? '`any` without a reason'
          : ts.isNonNullExpression(node)
            ? '`!` without a reason'
            : '`as` without a reason',
      )
  }

  /** A comment on one of the lines of the statement, or just above it. */
  function hasReason(node: ts.Node): boolean {
    const all = text.split('\n')
    const from = source.getLineAndCharacterOfPosition(node.getStart(source)).line
    const to = source.getLineAndCharacterOfPosition(node.getEnd()).line
    return all.slice(Math.max(0, from - 2), to + 3).some((line) => /\/\/|\*\//.test(line))
  }

  function ofPurity(node: ts.Node): void {
    if (!ts.isIdentifier(node) || !impure.has(node.text)) return
    const parent = node.parent
    const isName =
      (ts.isPropertyAccessExpression(parent) && parent.name === node) ||
      ts.isPropertyAssignment(parent) ||
      ts.isPropertySignature(parent)
    if (!isName) say(node, `${node.text} in a pure room`)
  }
}

function nesting(root: ts.Node): number {
  const deepen = (node: ts.Node) =>
    ts.isIfStatement(node) ||
    ts.isIterationStatement(node, false) ||
    ts.isSwitchStatement(node) ||
    ts.isTryStatement(node)
  const depth = (node: ts.Node): number => {
    let deepest = 0
    ts.forEachChild(node, (child) => {
      if (ts.isFunctionLike(child)) return
      const isElseIf = ts.isIfStatement(node) && node.elseStatement === child && ts.isIfStatement(child)
      deepest = Math.max(deepest, depth(child) + (deepen(child) && !isElseIf ? 1 : 0))
    })
    return deepest
  }
  return depth(root)
}
