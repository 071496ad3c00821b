import { draggable, dropTargetForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter'
import { type RefObject, useEffect, useRef, useState } from 'react'

/** Makes an element draggable while `isOn`; `began` and `ended` (without having been dropped anywhere) are told. */
export function useDraggable<E extends HTMLElement>(
  isOn: boolean,
  { began, ended }: { began: () => void; ended: () => void },
): RefObject<E | null> {
  const ref = useRef<E>(null)
  const latest = useRef({ began, ended })
  latest.current = { began, ended }
  useEffect(() => {
    const element = ref.current
    if (!element || !isOn) return
    return draggable({
      element,
      onDragStart: () => latest.current.began(),
      onDrop: ({ location }) => {
        if (location.current.dropTargets.length === 0) latest.current.ended()
      },
    })
  }, [isOn])
  return ref
}

/** Makes an element take what is dropped on it; whether something hovers over it. */
export function useDropTarget<E extends HTMLElement>(dropped: () => void): [RefObject<E | null>, boolean] {
  const ref = useRef<E>(null)
  const [isOver, setOver] = useState(false)
  const latest = useRef(dropped)
  latest.current = dropped
  useEffect(() => {
    const element = ref.current
    if (!element) return
    return dropTargetForElements({
      element,
      onDragEnter: () => setOver(true),
      onDragLeave: () => setOver(false),
      onDrop: () => {
        setOver(false)
        latest.current()
      },
    })
  }, [])
  return [ref, isOver]
}
