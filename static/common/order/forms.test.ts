import { describe, expect, it } from 'vitest'
import { Problem } from '../api/client'
import {
  type CreditForm,
  type DisbursementForm,
  type FirstReviewForm,
  compensation,
  credit,
  disbursement,
  firstReview,
  settlement,
} from './forms'

const PASS: FirstReviewForm = {
  verdict: 'pass',
  precredit: '30.000001',
  rate: '4.35',
  term: '12',
  conditions: ' 需提供合同 ',
  days: '15',
  reason: [],
  remark: ' 好 ',
  override: '',
}

const GRANT: CreditForm = {
  verdict: 'grant',
  amount: '12.3456',
  rate: '4.35',
  term: '12',
  mode: 'credit',
  guarantor: '',
  ratio: '100',
  guaranteed: '',
  reason: [],
  remark: '',
  override: '',
}
function refused(act: () => unknown): string[] {
  try {
    act()
  } catch (cause) {
    if (cause instanceof Problem) return cause.fields.map((one) => one.field)
    throw cause
  }
  return []
}

describe('first review', () => {
  it('passes with an offer to the cent', () => {
    expect(firstReview(PASS, true)).toEqual({
      verdict: 'pass',
      precredit_amount: '300000.01',
      annual_rate: '0.0435',
      term_months: 12,
      valid_days: 15,
      conditions: '需提供合同',
      remark: '好',
    })
  })
  it('needs the whole offer for a demand only', () => {
    const empty = { ...PASS, precredit: ' ', rate: '', term: '', days: '91', conditions: '', remark: '' }
    expect(refused(() => firstReview(empty, true))).toEqual([
      'precredit_amount',
      'annual_rate',
      'term_months',
      'valid_days',
    ])
    expect(firstReview(empty, false)).toEqual({ verdict: 'pass' })
  })
  // B-02: nothing is decided by a form that was only opened
  it('needs a verdict', () => {
    const form: FirstReviewForm = { ...PASS, verdict: '' }
    expect(refused(() => firstReview(form, true))).toEqual(['verdict'])
  })
  it('needs a reason where it goes on against the advice, beside all else that is missing', () => {
    const form: FirstReviewForm = { ...PASS, precredit: '', override: ' ' }
    expect(refused(() => firstReview(form, true, true))).toEqual(['precredit_amount', 'override_reason'])
    expect(firstReview({ ...form, precredit: '30', override: '已核实' }, true, true)).toMatchObject({
      override_reason: '已核实',
    })
  })
  it('refuses without an amount, whatever was typed there', () => {
    const form: FirstReviewForm = {
      ...PASS,
      verdict: 'refuse',
      precredit: 'x',
      reason: ['incomplete_documents', 'cash_flow'],
      remark: '材料不全',
      override: '',
    }
    expect(firstReview(form, true)).toEqual({
      verdict: 'refuse',
      reason_code: 'incomplete_documents',
      more_reason_codes: ['cash_flow'],
      remark: '材料不全',
    })
    expect(refused(() => firstReview({ ...form, reason: [] }, true))).toEqual(['reason_code'])
    const five = ['a', 'b', 'c', 'd', 'e']
    expect(refused(() => firstReview({ ...form, reason: five }, true))).toEqual(['reason_code'])
  })
})

describe('credit', () => {
  it('builds exact amounts and rates', () => {
    expect(credit(GRANT)).toEqual({
      verdict: 'grant',
      amount: '123456.00',
      annual_rate: '0.0435',
      term_months: 12,
      guarantee_mode: 'credit',
    })
    expect(credit({ ...GRANT, amount: '1,000', rate: '0.1' })).toMatchObject({
      amount: '10000000.00',
      annual_rate: '0.001',
    })
  })
  it('sends the guarantee with its mode only', () => {
    const form = { ...GRANT, guarantor: 'g', ratio: '80' }
    expect(credit({ ...form, mode: 'guarantee' })).toMatchObject({
      guarantor_id: 'g',
      guarantee_ratio: '0.8',
    })
    expect(credit({ ...form, mode: 'guarantee' })).not.toHaveProperty('guarantee_amount')
    expect(credit({ ...form, mode: 'guarantee', guaranteed: '9.5' })).toMatchObject({
      guarantee_amount: '95000.00',
    })
    expect(credit(form)).not.toHaveProperty('guarantor_id')
  })
  it('names every field that is wrong, before anything is sent', () => {
    expect(
      refused(() => credit({ ...GRANT, amount: '', rate: '43.5', term: '1.5', mode: 'guarantee' })),
    ).toEqual(['amount', 'annual_rate', 'term_months', 'guarantor_id'])
    expect(refused(() => credit({ ...GRANT, amount: '1e3' }))).toEqual(['amount'])
    expect(refused(() => credit({ ...GRANT, amount: '0.0000001' }))).toEqual(['amount'])
    expect(refused(() => credit({ ...GRANT, amount: '0' }))).toEqual(['amount'])
  })
  it('refuses with its reason and the note alone', () => {
    expect(credit({ ...GRANT, verdict: 'refuse', reason: ['high_debt'], remark: '负债过高' })).toEqual({
      verdict: 'refuse',
      reason_code: 'high_debt',
      remark: '负债过高',
    })
  })
})

describe('disbursement and settlement', () => {
  const paid = {
    verdict: 'paid' as const,
    amount: '14',
    contract: ' HT-1 ',
    paidOn: '2026-11-24',
    pool: '',
    reason: [],
    remark: '',
  } satisfies DisbursementForm
  it('builds what was paid', () => {
    const body = { verdict: 'paid', amount: '140000.00', contract_number: 'HT-1', paid_on: '2026-11-24' }
    expect(disbursement(paid)).toEqual(body)
    expect(disbursement({ ...paid, pool: 'p' })).toEqual({ ...body, compensation_pool_id: 'p' })
    expect(refused(() => disbursement({ ...paid, amount: 'x', contract: '', paidOn: '' }))).toEqual([
      'amount',
      'contract_number',
      'paid_on',
    ])
    expect(disbursement({ ...paid, verdict: 'refuse', reason: ['policy'] })).toEqual({
      verdict: 'refuse',
      reason_code: 'policy',
    })
  })
  it('builds what is claimed of a pool', () => {
    expect(compensation({ loss: '1.5', overdueSince: '2026-11-24' })).toEqual({
      loss_amount: '15000.00',
      overdue_since: '2026-11-24',
    })
    expect(refused(() => compensation({ loss: '-1', overdueSince: '' }))).toEqual([
      'loss_amount',
      'overdue_since',
    ])
  })
  it('builds the settlement', () => {
    expect(settlement({ settledOn: '2026-11-24', remark: '' })).toEqual({ settled_on: '2026-11-24' })
    expect(refused(() => settlement({ settledOn: '', remark: '' }))).toEqual(['settled_on'])
  })
})
