import Decimal from 'decimal.js'

export type Method = 'equal_instalment' | 'equal_principal' | 'interest_first'

/** One month of a repayment plan, in yuan with cents. */
export interface Instalment {
  month: number
  principal: string
  interest: string
  total: string
  left: string
}

export interface Plan {
  instalments: Instalment[]
  interest: string
  total: string
}

const cents = (value: Decimal) => value.toDecimalPlaces(2, Decimal.ROUND_HALF_UP)

/** What the principal parts are, before the last month takes the rest. */
function principalPart(
  method: Method,
  amount: Decimal,
  monthly: Decimal,
  months: number,
  interest: Decimal,
): Decimal {
  if (method === 'interest_first') return new Decimal(0)
  if (method === 'equal_principal' || monthly.isZero()) return cents(amount.div(months))
  const growth = monthly.plus(1).pow(months)
  const payment = cents(amount.mul(monthly).mul(growth).div(growth.minus(1)))
  return payment.minus(interest)
}

/**
 * The repayment plan of a loan: `amount` yuan, a yearly `rate` as a fraction, paid monthly with a twelfth of the rate.
 * Every amount is a whole number of cents and the principal parts add up to the loan: the last month takes the rest.
 */
export function repayment(method: Method, amount: string, rate: string, months: number): Plan {
  const monthly = new Decimal(rate).div(12)
  let left = cents(new Decimal(amount))
  const whole = left
  let interests = new Decimal(0)
  const instalments: Instalment[] = []
  for (let month = 1; month <= months; month += 1) {
    const interest = cents(left.mul(monthly))
    const part = Decimal.min(left, principalPart(method, whole, monthly, months, interest))
    const principal = month === months ? left : part
    left = left.minus(principal)
    interests = interests.plus(interest)
    instalments.push({
      month,
      principal: principal.toFixed(2),
      interest: interest.toFixed(2),
      total: principal.plus(interest).toFixed(2),
      left: left.toFixed(2),
    })
  }
  return { instalments, interest: interests.toFixed(2), total: whole.plus(interests).toFixed(2) }
}
