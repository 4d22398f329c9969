import Decimal from 'decimal.js'
import type { EChartsCoreOption } from 'echarts/core'
import type { Schemas } from '../api/client'
import { lying } from '../bars'
import { nameOf } from '../dictionary'
import { moneyShort, NONE, rate, sharesOf } from '../format'
import { wordOf } from '../words'

type Dimension = Schemas['ExposureDimension']
type Part = Schemas['ExposurePart']

const SHOWN = 10

/** The name of a part; borrowers are shown by their rank alone (G-18). */
export function partName(dimension: string, part: Part): string {
  if (dimension === 'borrower') return `第 ${String(part.rank)} 大`
  if (dimension === 'institution') return part.name ?? '未知机构'
  const kinds = { industry: 'industry', region: 'region', guarantee_mode: 'guaranteeMode' } as const
  return nameOf(kinds[dimension as keyof typeof kinds], part.code)
}

const percent = (share: string) => new Decimal(share).mul(100).toDecimalPlaces(1).toNumber()

function option(dimension: Dimension): EChartsCoreOption {
  const parts = dimension.items.slice(0, SHOWN)
  const names = parts.map((part) => partName(dimension.dimension, part))
  const bound = dimension.share_max ? percent(dimension.share_max) : undefined
  const shares = { name: '占比（%）', data: parts.map((part) => percent(part.share)) }
  return lying(names, [shares], { isPercent: true, bound })
}

/** Outstanding loans divided in one way, as a statistic: its chart and its table. */
export function statistic(dimension: Dimension) {
  const title = `${wordOf('exposure', dimension.dimension).name}分布`
  const bound = dimension.share_max ? `单项上限 ${rate(dimension.share_max)}；` : ''
  const parts = sharesOf(dimension.items.map((part) => part.share))
  const herfindahl = new Decimal(dimension.herfindahl).toDecimalPlaces(3).toFixed()
  return {
    title,
    note: `未结清放款余额占比。${bound}赫芬达尔指数 ${herfindahl}，1 为全部集中于一项。`,
    option: option(dimension),
    head: ['名称', '笔数', '借款人', '余额', '占比', '预警'],
    rows: dimension.items.map((part, place) => [
      partName(dimension.dimension, part),
      part.loans,
      part.borrowers,
      moneyShort(part.amount),
      parts[place] ?? NONE,
      part.is_concentrated ? '超上限' : '',
    ]),
  }
}

/** What is over its bound, in words. */
export function warnings(dimensions: Dimension[]): string[] {
  return dimensions.flatMap((dimension) =>
    dimension.items
      .filter((part) => part.is_concentrated)
      .map((part) => {
        const name = `${wordOf('exposure', dimension.dimension).name}“${partName(dimension.dimension, part)}”`
        return `${name}占 ${String(percent(part.share))}%，超过上限 ${rate(dimension.share_max)}`
      }),
  )
}
