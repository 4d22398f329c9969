import Decimal from 'decimal.js'
import { describe, expect, it } from 'vitest'
import { type Method, repayment } from './repayment'

const METHODS: Method[] = ['equal_instalment', 'equal_principal', 'interest_first']
const sum = (values: string[]) =>
  values.reduce((total, value) => total.plus(value), new Decimal(0)).toFixed(2)

describe('a repayment plan', () => {
  it.each(METHODS)('gives back the loan to the cent: %s', (method) => {
    for (const [amount, rate, months] of [
      ['100000', '0.0435', 36],
      ['999999.99', '0.0731', 7],
      ['0.01', '0.2', 12],
    ] as const) {
      const plan = repayment(method, amount, rate, months)
      expect(sum(plan.instalments.map((one) => one.principal))).toBe(new Decimal(amount).toFixed(2))
      expect(sum(plan.instalments.map((one) => one.total))).toBe(plan.total)
      expect(plan.instalments.at(-1)?.left).toBe('0.00')
      expect(plan.instalments.every((one) => !new Decimal(one.principal).isNegative())).toBe(true)
    }
  })
  // By hand: 120000 * 0.005 * 1.005^12 / (1.005^12 - 1) = 10327.9716…
  it('pays an annuity of the textbook', () => {
    const plan = repayment('equal_instalment', '120000', '0.06', 12)
    expect(plan.instalments[0]).toMatchObject({ interest: '600.00', principal: '9727.97', total: '10327.97' })
    expect(plan.interest).toBe('3935.66')
  })
  it('pays equal principal with falling interest', () => {
    const plan = repayment('equal_principal', '120000', '0.06', 12)
    expect(plan.instalments[0]).toMatchObject({ principal: '10000.00', interest: '600.00' })
    expect(plan.interest).toBe('3900.00')
  })
  it('pays interest first and the loan at the end', () => {
    const plan = repayment('interest_first', '120000', '0.06', 12)
    expect(plan.instalments[0]?.total).toBe('600.00')
    expect(plan.instalments[11]?.total).toBe('120600.00')
  })
  it.each(METHODS)('knows a loan without interest and of one month: %s', (method) => {
    expect(repayment(method, '1000', '0', 3).interest).toBe('0.00')
    expect(repayment(method, '1000', '0.12', 1).instalments).toEqual([
      { month: 1, principal: '1000.00', interest: '10.00', total: '1010.00', left: '0.00' },
    ])
  })
})
