import { describe, expect, it } from 'vitest'
import { type Offer, compare } from './version'

const OFFER: Offer = {
  name: '颍融信用贷',
  summary: '',
  guarantee_mode: 'credit',
  amount_min: '50000.00',
  amount_max: '1000000.00',
  term_months_min: 3,
  term_months_max: 24,
  annual_rate_min: '0.036500',
  annual_rate_max: '0.058500',
  subject_types: ['company'],
  region_codes: [],
  industry_sections: [],
  conditions: '',
  materials: '',
}

describe('the difference of two versions', () => {
  it('names what changed, old and new', () => {
    const after = { ...OFFER, amount_max: '2000000.00', subject_types: ['company', 'sole_trader'] }
    const changed = compare(OFFER, after).filter((row) => row.changed)
    expect(changed.map(({ label, before, after: now }) => [label, before, now])).toEqual([
      ['最高额度', '1,000,000.00 元', '2,000,000.00 元'],
      ['服务对象', '企业', '企业、个体工商户'],
    ])
  })
  it('takes another spelling of one value for no change', () => {
    expect(
      compare(OFFER, { ...OFFER, annual_rate_min: '0.0365', amount_min: '50000' }).some((row) => row.changed),
    ).toBe(false)
  })
  it('takes everything for new when there was nothing', () => {
    expect(compare(null, OFFER).every((row) => row.changed && row.before === null)).toBe(true)
  })
})
