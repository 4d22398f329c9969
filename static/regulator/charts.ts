import Decimal from 'decimal.js'
import type { EChartsCoreOption } from 'echarts/core'
import type { Schemas } from '../common/api/client'
import { grid, lying } from '../common/bars'
import { nameOf } from '../common/dictionary'
import { moneyShort, NONE, rate, shares } from '../common/format'
import { wordOf } from '../common/words'

type Figures = Schemas['Figures']

/** A statistic with its definition, its chart and its table. */
export interface Statistic {
  title: string
  note: string
  option: EChartsCoreOption
  head: string[]
  rows: string[][]
}

/** A chart needs a number; rounding to 万元 is for the eye only, the table keeps the amount. */
const wan = (yuan: string) => new Decimal(yuan).div(10000).toDecimalPlaces(1).toNumber()

function trend(figures: Figures): Statistic {
  const line = (name: string, data: number[]) => ({ name, data, type: 'line', symbol: 'none' })
  return {
    title: '近三十天走势',
    note: '按上海时间每日统计笔数，含没有业务的日子。',
    option: {
      grid,
      legend: { top: 0 },
      tooltip: { trigger: 'axis' },
      xAxis: { type: 'category', data: figures.days.map((day) => day.day.slice(5)) },
      yAxis: { type: 'value', min: 0, minInterval: 1 },
      series: [
        line(
          '申贷',
          figures.days.map((day) => day.applications),
        ),
        line(
          '授信',
          figures.days.map((day) => day.credits),
        ),
        line(
          '放款',
          figures.days.map((day) => day.disbursements),
        ),
      ],
    },
    head: ['日期', '申贷', '申贷金额', '授信', '授信金额', '放款', '放款金额'],
    rows: figures.days.map((day) => [
      day.day,
      String(day.applications),
      moneyShort(day.applied_amount),
      String(day.credits),
      moneyShort(day.credited_amount),
      String(day.disbursements),
      moneyShort(day.disbursed_amount),
    ]),
  }
}

function stages(figures: Figures): Statistic {
  const sorted = [...figures.stages].sort((a, b) => b.count - a.count)
  return {
    title: '订单所处环节',
    note: '全部订单现在的状态。',
    option: lying(
      sorted.map((one) => wordOf('order', one.state).name),
      [{ name: '订单', data: sorted.map((one) => one.count) }],
    ),
    head: ['状态', '笔数'],
    rows: sorted.map((one) => [wordOf('order', one.state).name, String(one.count)]),
  }
}

function purposes(figures: Figures): Statistic {
  const parts = shares(figures.purposes.map((one) => one.count))
  return {
    title: '贷款用途分布',
    note: '按申请笔数，合计为 100%。',
    option: {
      tooltip: { trigger: 'item', formatter: '{b}<br>{c} 笔' },
      series: [
        {
          type: 'pie',
          radius: ['45%', '70%'],
          label: { color: 'inherit' },
          data: figures.purposes.map((one, place) => ({
            name: `${nameOf('purpose', one.code)} ${parts[place] ?? NONE}`,
            value: one.count,
          })),
        },
      ],
    },
    head: ['用途', '笔数', '占比', '申请金额'],
    rows: figures.purposes.map((one, place) => [
      nameOf('purpose', one.code),
      String(one.count),
      parts[place] ?? NONE,
      moneyShort(one.amount),
    ]),
  }
}

function industries(figures: Figures): Statistic {
  const sorted = [...figures.industries].sort((a, b) => b.applied - a.applied)
  const name = (section: string | null) => (section ? nameOf('industry', section) : '未填')
  return {
    title: '行业分布',
    note: '国民经济行业门类。获贷为已放款或已结清，拒贷为任一环节未通过。',
    option: lying(
      sorted.slice(0, 10).map((one) => name(one.section)),
      [
        { name: '申贷', data: sorted.slice(0, 10).map((one) => one.applied) },
        { name: '获贷', data: sorted.slice(0, 10).map((one) => one.disbursed) },
        { name: '拒贷', data: sorted.slice(0, 10).map((one) => one.refused) },
      ],
    ),
    head: ['行业', '申贷', '获贷', '拒贷'],
    rows: sorted.map((one) => [
      name(one.section),
      String(one.applied),
      String(one.disbursed),
      String(one.refused),
    ]),
  }
}

function regions(figures: Figures): Statistic {
  const sorted = [...figures.regions].sort((a, b) => b.count - a.count)
  const name = (code: string | null) => (code ? nameOf('region', code) : '未填')
  return {
    title: '区县申贷',
    note: '按申请主体所在区县。',
    option: lying(
      sorted.map((one) => name(one.code)),
      [{ name: '申贷笔数', data: sorted.map((one) => one.count) }],
    ),
    head: ['区县', '笔数', '申请金额'],
    rows: sorted.map((one) => [name(one.code), String(one.count), moneyShort(one.amount)]),
  }
}

function ranking(figures: Figures): Statistic {
  const top = figures.institutions.slice(0, 10)
  return {
    title: '机构放款排名',
    note: '累计放款金额（万元）；金额相同名次并列。处理率为客户经理已受理的订单占全部订单的比例，受理前撤回的不算。',
    option: lying(
      top.map((one) => one.name),
      [{ name: '放款（万元）', data: top.map((one) => wan(one.disbursed_amount)) }],
    ),
    head: ['名次', '机构', '订单', '处理率', '放款笔数', '放款金额', '初审通过率'],
    rows: figures.institutions.map((one) => [
      String(one.rank),
      one.name,
      String(one.orders),
      `${((one.handled / Math.max(one.orders, 1)) * 100).toFixed(1)}%`,
      String(one.disbursed),
      moneyShort(one.disbursed_amount),
      one.first_review_pass_rate ? rate(one.first_review_pass_rate) : NONE,
    ]),
  }
}

/** All statistics of the overview, in their order on the page. */
export function all(figures: Figures): Statistic[] {
  return [trend, stages, ranking, purposes, industries, regions].map((make) => make(figures))
}
