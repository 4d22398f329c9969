import type { Schemas } from '../api/client'
import { industrySections, nameOf, regions } from '../dictionary'
import { money, months, rate } from '../format'
import { wordOf } from '../words'

/** What a version of a product offers. `Version` and `ReviewItem` have this shape too. */
export type Offer = Omit<Schemas['ShelfVersion'], 'version'>

export interface FieldRow {
  field: string
  label: string
  before: string | null
  after: string
  changed: boolean
}

const SECTIONS = new Map(industrySections.map((one) => [one.code, one.name]))
const REGIONS = new Map(regions.map((one) => [one.code, one.name]))
const text = (value: string) => value.trim() || '未填'
const list = (codes: string[], name: (code: string) => string) =>
  codes.length ? codes.map(name).join('、') : '不限'

const FIELDS: [keyof Offer, string, (offer: Offer) => string][] = [
  ['name', '产品名称', (of) => text(of.name)],
  ['summary', '产品简介', (of) => text(of.summary)],
  ['guarantee_mode', '担保方式', (of) => nameOf('guaranteeMode', of.guarantee_mode)],
  ['amount_min', '最低额度', (of) => money(of.amount_min)],
  ['amount_max', '最高额度', (of) => money(of.amount_max)],
  ['term_months_min', '最短期限', (of) => months(of.term_months_min)],
  ['term_months_max', '最长期限', (of) => months(of.term_months_max)],
  ['annual_rate_min', '最低年利率', (of) => rate(of.annual_rate_min)],
  ['annual_rate_max', '最高年利率', (of) => rate(of.annual_rate_max)],
  ['subject_types', '服务对象', (of) => list(of.subject_types, (code) => wordOf('subject', code).name)],
  ['region_codes', '服务区域', (of) => list(of.region_codes, (code) => REGIONS.get(code) ?? code)],
  ['industry_sections', '服务行业', (of) => list(of.industry_sections, (code) => SECTIONS.get(code) ?? code)],
  ['conditions', '申请条件', (of) => text(of.conditions)],
  ['materials', '所需材料', (of) => text(of.materials)],
]

/** Every field of a version as people read it, beside the previous value. Without a previous version, all is new. */
export function compare(before: Offer | null, after: Offer): FieldRow[] {
  return FIELDS.map(([field, label, show]) => {
    const old = before ? show(before) : null
    const now = show(after)
    return { field, label, before: old, after: now, changed: old !== now }
  })
}
