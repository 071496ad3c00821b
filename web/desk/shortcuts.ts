import { useEffect, useRef } from 'react'
import { isOnRows, moveRow, openRow } from './rows.ts'

/** Boxes to tick and sliders take no letters. */
const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  (target.matches('input:not([type=radio], [type=checkbox], [type=range]), textarea, select') ||
    target.isContentEditable)

/** A dialog, or a list that is folded out, has the keys to itself. */
const isCovered = () =>
  [...document.querySelectorAll('[role=dialog], .ant-dropdown, .ant-select-dropdown')].some((one) =>
    one.checkVisibility({ visibilityProperty: true }),
  )

/** An action; one that answers `false` did not want the key, which then means what it always means. */
export type Shortcut = () => unknown

/** A key of what the page shows now, with what the help says of it; it comes before the desk's own. */
export type PageKey = { keys: readonly string[]; does: string; act: Shortcut }
const lists = new Set<{ current: readonly PageKey[] }>()
export const pageKeys = (): PageKey[] => [...lists].flatMap(({ current }) => current)

/** Keys that hold as long as this part of the page stands there. */
export function usePageKeys(keys: readonly PageKey[]): void {
  const held = useRef(keys)
  held.current = keys
  useEffect(() => {
    lists.add(held)
    return () => void lists.delete(held)
  }, [])
}

const onRows = (action: () => void) => () => isOnRows() && action()
const search = () => document.querySelector<HTMLInputElement>('main input[type=search]')?.focus()

/** What is the same on every page: through the table, into a row, to the search. */
export const movingKeys = (t: (key: string) => string): PageKey[] => [
  { keys: ['j'], does: t('d.key.down'), act: () => moveRow(1) },
  { keys: ['k'], does: t('d.key.up'), act: () => moveRow(-1) },
  { keys: ['ArrowDown'], does: t('d.key.down'), act: onRows(() => moveRow(1)) },
  { keys: ['ArrowUp'], does: t('d.key.up'), act: onRows(() => moveRow(-1)) },
  { keys: ['Enter'], does: t('d.key.open'), act: openRow },
  { keys: ['/'], does: t('d.key.search'), act: search },
]

/** One key, or `g` and one key within a second; not while somebody types. The page's own keys come first. */
export function useShortcuts(own: readonly PageKey[]): void {
  const latest = useRef(own)
  latest.current = own
  useEffect(() => {
    let first = ''
    let timer: ReturnType<typeof setTimeout> | undefined
    const press = (event: KeyboardEvent) => {
      if (isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey || isCovered()) return
      const pressed = first + event.key
      const action = [...pageKeys(), ...latest.current].find(({ keys }) => keys.includes(pressed))?.act
      first = event.key === 'g' ? 'g' : ''
      clearTimeout(timer)
      timer = setTimeout(() => {
        first = ''
      }, 1_000)
      if (action && action() !== false) event.preventDefault()
    }
    window.addEventListener('keydown', press)
    return () => {
      clearTimeout(timer)
      window.removeEventListener('keydown', press)
    }
  }, [])
}
