import { Input } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { useAsked } from './url.ts'

/** Looks a moment after the last letter; the address follows, without a step back for every letter. */
export function Search({ label }: { label: string }) {
  const [asked, ask] = useAsked()
  const [text, setText] = useState(asked.q ?? '')
  const own = useRef(text)
  // A view that is opened, or a step back, says what was searched for; what was asked from here must not take back the
  // letters typed since.
  useEffect(() => {
    if ((asked.q ?? '') === own.current) return
    own.current = asked.q ?? ''
    setText(own.current)
  }, [asked.q])
  useEffect(() => {
    const wanted = text.trim()
    if (wanted === own.current) return
    const timer = setTimeout(() => {
      own.current = wanted
      ask({ q: wanted || null, cursor: null }, 'replace')
    }, 300)
    return () => clearTimeout(timer)
  }, [text, ask])
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
