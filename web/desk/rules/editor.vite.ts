import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'

const words = new URL('./editor-words.json', import.meta.url)

/** The editor of decision tables speaks English only: where one of the words that our pages show stands in it, it asks
 *  `anxinSays` instead (Tables.tsx). Fails the build when a word is no longer there, so that none turns English unseen. */
export function editorInOwnWords(): Plugin {
  return {
    name: 'anxin:editor-in-own-words',
    transform(code, id) {
      if (!/@gorules\/jdm-editor\/dist\/index\.js/.test(id)) return null
      this.addWatchFile(fileURLToPath(words))
      const known = Object.keys(JSON.parse(readFileSync(words, 'utf8')))
      const found = new Set<string>()
      const said = code.replace(
        /\b(children|title|label|left|okText|cancelText|placeholder): "([^"\\]+)"/g,
        (whole, where, text) => {
          if (!known.includes(text)) return whole
          found.add(text)
          return `${where}: globalThis.anxinSays(${JSON.stringify(text)})`
        },
      )
      const missing = known.filter((word) => !found.has(word))
      if (missing.length > 0) this.error(`the table editor no longer says: ${missing.join(', ')}`)
      return { code: said, map: null }
    },
  }
}

/** What the editor brings for programs in cells, which our rules do not have: a code editor of several megabytes that it
 *  would fetch from elsewhere. */
export const withoutCodeEditor = {
  '@monaco-editor/react': fileURLToPath(new URL('./no-code-editor.ts', import.meta.url)),
  'monaco-editor': fileURLToPath(new URL('./no-code-editor.ts', import.meta.url)),
}
