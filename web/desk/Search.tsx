import { Input } from 'antd'
import { useEffect, useState } from 'react'
import { useAsked } from './url.ts'

/** Looks a moment after the last letter; the address follows, without a step back for every letter. */
export function Search({ label }: { label: string }) {
  const [asked, ask] = useAsked()
  const [text, setText] = useState(asked.q ?? '')
  // A view that is opened, or a step back, says what was searched for.
  useEffect(() => setText(asked.q ?? ''), [asked.q])
  useEffect(() => {
    if (text === (asked.q ?? '')) return
    const timer = setTimeout(() => ask({ q: text.trim() || null, cursor: null }, 'replace'), 300)
    return () => clearTimeout(timer)
  }, [text, asked.q, ask])
  return (
    <Input
      type="search"
      aria-label={label}
      placeholder={`${label}  /`}
      value={text}
      style={{ width: 200 }}
      allowClear
      onChange={(event) => setText(event.target.value)}
      onKeyDown={(event) => event.key === 'Escape' && event.currentTarget.blur()}
    />
  )
}
