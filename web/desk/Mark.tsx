import { Badge } from 'antd'
import type { ReactNode } from 'react'

/** A state in words with a dot of colour before it: coloured words on coloured ground are hard to read. */
export const Mark = ({ color = 'default', children }: { color?: string; children: ReactNode }) => (
  <Badge color={color} text={children} />
)
