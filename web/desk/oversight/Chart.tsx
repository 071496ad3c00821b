import { theme } from 'antd'
import { BarChart } from 'echarts/charts'
import { GridComponent, LegendComponent, TooltipComponent } from 'echarts/components'
import { type EChartsType, init, use } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'
import { useEffect, useRef } from 'react'
import { type Bars, colours } from './bars.ts'

use([BarChart, GridComponent, LegendComponent, TooltipComponent, SVGRenderer])

/** A chart of bars, drawn by ECharts as SVG. A chunk of its own: only who opens the page of figures loads it. */
export default function Chart({ bars, label }: { bars: Bars; label: string }) {
  const { token } = theme.useToken()
  const place = useRef<HTMLDivElement>(null)
  const chart = useRef<EChartsType | null>(null)
  useEffect(() => {
    if (!place.current) return
    const drawn = init(place.current, null, { renderer: 'svg' })
    chart.current = drawn
    const watch = new ResizeObserver(() => drawn.resize())
    watch.observe(place.current)
    return () => {
      watch.disconnect()
      drawn.dispose()
    }
  }, [])
  useEffect(() => {
    const isDark = token.colorBgContainer !== '#ffffff'
    const text = token.colorText
    const { colorBorderSecondary: lines, colorBgElevated: ground, fontFamily } = token
    chart.current?.setOption(optionOf(bars, { isDark, text, lines, ground, fontFamily }), true)
  }, [bars, token])
  const height = bars.isLying ? 70 + bars.names.length * 30 : 260
  return <div ref={place} role="img" aria-label={label} style={{ height }} />
}

type Look = { isDark: boolean; text: string; lines: string; ground: string; fontFamily: string }

function optionOf({ names, parts, isLying = false }: Bars, { isDark, text, lines, ground, fontFamily }: Look) {
  const palette = colours[isDark ? 'dark' : 'light']
  const among = {
    type: 'category',
    data: [...names],
    inverse: isLying,
    axisTick: { show: false },
    axisLine: { lineStyle: { color: lines } },
    axisLabel: { color: text, hideOverlap: true, ...(isLying ? { width: 120, overflow: 'break' } : {}) },
  }
  const counted = {
    type: 'value',
    minInterval: 1,
    axisLabel: { color: text },
    splitLine: { lineStyle: { color: lines } },
  }
  return {
    animation: false,
    // By its name: ECharts measures words on a canvas, which inherits nothing.
    textStyle: { fontFamily },
    grid: { left: 8, right: 16, top: parts.length > 1 ? 36 : 12, bottom: 4, outerBoundsMode: 'same' },
    legend: { show: parts.length > 1, top: 0, left: 0, itemWidth: 14, itemHeight: 10, textStyle: { color: text } },
    // Names come from shops: what is drawn as text cannot be anything else.
    tooltip: {
      trigger: 'axis',
      renderMode: 'richText',
      axisPointer: { type: 'shadow' },
      backgroundColor: ground,
      textStyle: { color: text },
    },
    xAxis: isLying ? counted : among,
    yAxis: isLying ? among : counted,
    series: parts.map(({ name, colour, values }) => ({
      ...{ type: 'bar', stack: 'all', name, data: [...values], barMaxWidth: 36 },
      itemStyle: { color: palette[colour] },
    })),
  }
}
