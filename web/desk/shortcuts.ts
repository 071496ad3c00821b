import { useEffect, useRef } from 'react'

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement && (/^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || target.isContentEditable)

/** A dialog, or a list that is folded out, has the keys to itself. */
const isCovered = () =>
  [...document.querySelectorAll('[role=dialog], .ant-dropdown, .ant-select-dropdown')].some((one) =>
    one.checkVisibility({ visibilityProperty: true }),
  )

/** An action; one that answers `false` did not want the key, which then means what it always means. */
export type Shortcut = () => unknown

/** One key, or `g` and one key within a second; not while somebody types. */
export function useShortcuts(keys: Record<string, Shortcut>): void {
  const latest = useRef(keys)
  latest.current = keys
  useEffect(() => {
    let first = ''
    let timer: ReturnType<typeof setTimeout> | undefined
    const press = (event: KeyboardEvent) => {
      if (isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey || isCovered()) return
      const action = latest.current[first + event.key]
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
