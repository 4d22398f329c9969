import { describe, expect, it } from 'vitest'
import { costOf, spokenOffer } from './cost'

describe('the cost of a loan', () => {
  it('is the annuity of the calculator', () => {
    expect(costOf('120000.00', '0.060000', 12)).toEqual({
      monthly: '10327.97',
      interest: '3935.66',
      total: '123935.66',
    })
  })
  it('is not said of what makes no loan', () => {
    expect(costOf('', '0.06', 12)).toBeUndefined()
    expect(costOf('0', '0.06', 12)).toBeUndefined()
    expect(costOf('1000', undefined, 12)).toBeUndefined()
    expect(costOf('1000', '0.06', 0)).toBeUndefined()
  })
  it('is read back with an offer before it is chosen', () => {
    const offer = {
      precredit_amount: '120000.00',
      annual_rate: '0.060000',
      months_offered: 12,
      conditions: '提供合同',
    }
    expect(spokenOffer(offer)).toBe(
      '预授信 120,000.00 元 · 年利率 6% · 12 个月 · 等额本息每月约 10,327.97 元，利息合计约 3,935.66 元 · 条件：提供合同',
    )
    expect(spokenOffer({ precredit_amount: '1.00', conditions: '' })).toBe('预授信 1.00 元')
  })
})
