import type { EChartsCoreOption } from 'echarts/core'

export const grid = { left: 8, right: 24, top: 40, bottom: 8, containLabel: true }

/** Names are whole, over two lines where they are long. */
const LABEL = { width: 170, overflow: 'break', lineHeight: 13 }

interface Look {
  /** The lengths are per cent. */
  isPercent?: boolean
  /** A length that none should pass. */
  bound?: number | undefined
}

/** Horizontal bars, the first on top. */
export function lying(
  names: string[],
  series: { name: string; data: number[] }[],
  { isPercent = false, bound }: Look = {},
): EChartsCoreOption {
  const limit = {
    silent: true,
    symbol: 'none',
    label: { formatter: '上限', color: 'inherit', position: 'start' },
    data: [{ xAxis: bound }],
  }
  return {
    grid,
    legend: series.length > 1 ? { top: 0 } : undefined,
    tooltip: { trigger: 'axis', axisPointer: { type: 'shadow' } },
    xAxis: { type: 'value', axisLabel: isPercent ? { formatter: '{value}%' } : {} },
    yAxis: { type: 'category', inverse: true, data: names, axisLabel: LABEL },
    series: series.map((one) => ({
      ...one,
      type: 'bar',
      barMaxWidth: 18,
      ...(bound === undefined ? {} : { markLine: limit }),
    })),
  }
}
