import Decimal from 'decimal.js'
import { type Schemas, Problem } from '../api/client'
import { today } from '../format'

type Detail = Schemas['OrderDetail']
export type FirstReviewForm = { verdict: 'pass' | 'refuse'; precredit: string; remark: string }
export type CreditForm = {
  verdict: 'grant' | 'refuse'
  amount: string
  rate: string
  term: string
  mode: string
  guarantor: string
  ratio: string
  guaranteed: string
  remark: string
}
export type DisbursementForm = {
  verdict: 'paid' | 'refuse'
  amount: string
  contract: string
  paidOn: string
  pool: string
  remark: string
}
export type CompensationForm = { loss: string; paidOn: string }
export type SettlementForm = { settledOn: string; remark: string }

const PLAIN = /^\d{1,12}(\.\d{1,8})?$/

/** Yuan of the interface as the ten thousands that a person types: `125000.00` is `12.5`. */
export function wanOf(yuan: string | null | undefined): string {
  return yuan ? new Decimal(yuan).div(10000).toFixed() : ''
}

/** A fraction of the interface as the per cent that a person types: `0.043500` is `4.35`. */
export function percentOf(fraction: string | null | undefined): string {
  return fraction ? new Decimal(fraction).mul(100).toFixed() : ''
}

/** Reads what was typed, and keeps what is wrong with it by the field's name. */
export class Typed {
  private readonly wrong: { field: string; code: string; message: string }[] = []

  private number(field: string, text: string, missing: string): Decimal | undefined {
    const plain = text.trim().replaceAll(',', '')
    if (!PLAIN.test(plain)) {
      this.refuse(field, plain ? '请只填写数字，例如 12.5' : missing)
      return undefined
    }
    return new Decimal(plain)
  }

  refuse(field: string, message: string): void {
    this.wrong.push({ field, code: 'invalid', message })
  }

  /** Ten thousands of yuan, as yuan to the cent. */
  wan(field: string, text: string): string | undefined {
    const yuan = this.number(field, text, '请填写金额（万元）')?.mul(10000)
    if (!yuan) return undefined
    if (yuan.lte(0)) this.refuse(field, '金额应大于 0')
    else if (yuan.decimalPlaces() > 2) this.refuse(field, '金额最多精确到分，即 6 位小数')
    return yuan.toFixed(2)
  }

  /** Per cent of at most `most`, as a fraction. */
  percent(field: string, text: string, most: number): string | undefined {
    const percent = this.number(field, text, '请填写百分数，例如 4.35')
    if (!percent) return undefined
    if (percent.gt(most)) this.refuse(field, `请填写不超过 ${String(most)} 的百分数，例如 4.35`)
    else if (percent.decimalPlaces() > 4) this.refuse(field, '最多保留 4 位小数')
    return percent.div(100).toFixed()
  }

  months(field: string, text: string): number | undefined {
    const count = this.number(field, text, '请填写期限（月）')
    if (!count) return undefined
    if (!count.isInteger() || count.lt(1) || count.gt(360)) this.refuse(field, '请填写 1 至 360 的整月数')
    return count.toNumber()
  }

  text(field: string, text: string, missing: string): string {
    if (!text.trim()) this.refuse(field, missing)
    return text.trim()
  }

  /** What was made of it, or the refusal with every field that is wrong. */
  done<T>(body: T): T {
    if (this.wrong.length) throw new Problem('invalid_fields', '请按提示修改标出的内容', 422, this.wrong)
    return body
  }
}

const noted = (remark: string) => (remark.trim() ? { remark: remark.trim() } : {})

export function firstReviewOf(order: Detail): FirstReviewForm {
  return { verdict: 'pass', precredit: order.source === 'demand' ? wanOf(order.amount) : '', remark: '' }
}
/** A pass names a pre-credit when the order comes from a demand; otherwise it may. */
export function firstReview(form: FirstReviewForm, isDemand: boolean): Schemas['FirstReview'] {
  if (form.verdict === 'refuse') return { verdict: 'refuse', ...noted(form.remark) }
  const typed = new Typed()
  const precredit =
    isDemand || form.precredit.trim() ? typed.wan('precredit_amount', form.precredit) : undefined
  return typed.done({
    verdict: 'pass',
    ...(precredit ? { precredit_amount: precredit } : {}),
    ...noted(form.remark),
  })
}

export function creditOf(order: Detail): CreditForm {
  return {
    verdict: 'grant',
    amount: wanOf(order.precredit_amount ?? order.amount),
    rate: '',
    term: String(order.term_months),
    mode: 'credit',
    guarantor: '',
    ratio: '100',
    guaranteed: '',
    remark: '',
  }
}
export function credit(form: CreditForm): Schemas['GiveFeedbackCredit'] {
  if (form.verdict === 'refuse') return { verdict: 'refuse', ...noted(form.remark) }
  const typed = new Typed()
  const granted = {
    verdict: 'grant',
    amount: typed.wan('amount', form.amount),
    annual_rate: typed.percent('annual_rate', form.rate, 36),
    term_months: typed.months('term_months', form.term),
    guarantee_mode: typed.text('guarantee_mode', form.mode, '请选择担保方式'),
    ...noted(form.remark),
  }
  return typed.done(form.mode === 'guarantee' ? { ...granted, ...guarantee(form, typed) } : granted)
}
/** Who answers for which share; the platform works out the sum unless it is told. */
function guarantee(form: CreditForm, typed: Typed) {
  const sum = form.guaranteed.trim() ? typed.wan('guarantee_amount', form.guaranteed) : undefined
  return {
    guarantor_id: typed.text('guarantor_id', form.guarantor, '请选择担保机构'),
    guarantee_ratio: typed.percent('guarantee_ratio', form.ratio, 100),
    ...(sum ? { guarantee_amount: sum } : {}),
  }
}

export function disbursementOf(order: Detail): DisbursementForm {
  return {
    verdict: 'paid',
    amount: wanOf(order.credit?.amount ?? order.amount),
    contract: '',
    paidOn: today(),
    pool: '',
    remark: '',
  }
}
export function disbursement(form: DisbursementForm): Schemas['GiveFeedbackDisbursement'] {
  if (form.verdict === 'refuse') return { verdict: 'refuse', ...noted(form.remark) }
  const typed = new Typed()
  return typed.done({
    verdict: 'paid',
    amount: typed.wan('amount', form.amount),
    contract_number: typed.text('contract_number', form.contract, '请填写借款合同编号'),
    paid_on: typed.text('paid_on', form.paidOn, '请选择放款日期'),
    ...(form.pool ? { compensation_pool_id: form.pool } : {}),
    ...noted(form.remark),
  })
}

export function compensationOf(): CompensationForm {
  return { loss: '', paidOn: today() }
}
export function compensation(form: CompensationForm): Schemas['GiveFeedbackCompensation'] {
  const typed = new Typed()
  return typed.done({
    loss_amount: typed.wan('loss_amount', form.loss) ?? '',
    paid_on: typed.text('paid_on', form.paidOn, '请选择补偿日期'),
  })
}

export function settlementOf(): SettlementForm {
  return { settledOn: today(), remark: '' }
}
export function settlement(form: SettlementForm): Schemas['Settlement'] {
  const typed = new Typed()
  return typed.done({
    settled_on: typed.text('settled_on', form.settledOn, '请选择结清日期'),
    ...noted(form.remark),
  })
}
