import { describe, expect, it } from 'vitest'
import type { Schemas } from '../api/client'
import * as forms from './forms'
import { readCredit, readDisbursement, readFirstReview, readSettlement } from './readback'

const order = {
  source: 'product',
  amount: '500000.00',
  term_months: 24,
  credit: { amount: '250000.00' },
  disbursement: { amount: '250000.00', paid_on: '2026-11-20' },
} as Schemas['OrderDetail']
const credit: forms.CreditForm = {
  ...forms.creditOf(order),
  verdict: 'grant',
  amount: '25',
  rate: '3.95',
  term: '24',
}

describe('what is read back before a binding step', () => {
  it('says a credit in one line', () => {
    expect(readCredit(credit, order)).toEqual({ text: '授信 25 万元 · 3.95% · 24 个月 · 信用', odd: [] })
    expect(readCredit({ ...credit, verdict: 'refuse' }, order)).toBeUndefined()
    expect(readCredit({ ...credit, amount: '' }, order)).toBeUndefined()
  })
  it('asks again where a credit is far from what was asked for', () => {
    const odd = readCredit({ ...credit, amount: '24.99', term: '360' }, order)?.odd
    expect(odd).toEqual(['申请金额为 50 万元，相差一半以上', '申请期限为 24 个月，相差一半以上'])
    const review = { ...forms.firstReviewOf(order), verdict: 'pass' as const }
    expect(readFirstReview({ ...review, precredit: '1' }, order)).toEqual({
      text: '初审通过 · 预授信 1 万元',
      odd: ['申请金额为 50 万元，相差一半以上'],
    })
    expect(readFirstReview(review, order)).toBeUndefined()
    expect(readFirstReview({ ...review, verdict: '' }, order), 'nothing is chosen yet').toBeUndefined()
  })
  it('says an offer with all that is compared, and asks again where the credit is dearer than it', () => {
    const asked = { ...order, source: 'demand' as const }
    const review = { ...forms.firstReviewOf(asked), verdict: 'pass' as const }
    expect(readFirstReview({ ...review, precredit: '40', rate: '4.35', term: '12' }, asked)).toEqual({
      text: '初审通过 · 预授信 40 万元 · 4.35% · 12 个月 · 有效 15 天',
      odd: [],
    })
    const offer = {
      amount: '400000.00',
      annual_rate: '0.039',
      term_months: 24,
      conditions: '',
      expires_at: null,
    }
    expect(readCredit(credit, { ...order, offer })?.odd).toEqual(['预授信年利率为 3.9%，现在更高'])
  })
  it('says a payment, and asks again where it is far from the credit', () => {
    const paid = {
      ...forms.disbursementOf(order),
      verdict: 'paid' as const,
      amount: '2.5',
      contract: 'HT-1',
      paidOn: '2026-11-20',
    }
    expect(readDisbursement(paid, order)).toEqual({
      text: '放款 2.5 万元 · 合同 HT-1 · 放款日 2026-11-20',
      odd: ['授信金额为 25 万元，相差一半以上'],
    })
  })
  it('asks again where a loan is settled within days, and offers no day of itself', () => {
    expect(forms.settlementOf().settledOn).toBe('')
    expect(readSettlement({ settledOn: '2026-11-24', remark: '' }, order)).toEqual({
      text: '贷款 25 万元 全部结清 · 结清日 2026-11-24',
      odd: ['2026-11-20 放款，4 天即结清'],
    })
    expect(readSettlement({ settledOn: '2027-11-24', remark: '' }, order)?.odd).toEqual([])
    expect(readSettlement(forms.settlementOf(), order)).toBeUndefined()
  })
})
