import Decimal from 'decimal.js'
import { Problem } from './api/client'
import { moneyShort } from './format'

/** A number as people write it: digits, thousands apart or not, then perhaps a unit. */
const NUMBER = /^(\d{1,14}|\d{1,3}(?:,\d{3}){1,4})(\.\d{1,8})?\s*(\D*)$/

/** What one of each unit is, in the unit of the field. */
type Units = Readonly<Record<string, number>>
const WAN: Units = { '': 1, 万: 1, 万元: 1, w: 1, 亿: 10_000, 亿元: 10_000, 元: 0.0001, 块: 0.0001 }
const PERCENT: Units = { '': 1, '%': 1 }
const MONTHS: Units = { '': 1, 月: 1, 个月: 1, 年: 12 }
const PLAIN: Units = { '': 1 }

/** Yuan of the interface as the ten thousands that a person types: `125000.00` is `12.5`. */
export function wanOf(yuan: string | null | undefined): string {
  return yuan ? new Decimal(yuan).div(10000).toFixed() : ''
}

/** A fraction of the interface as the per cent that a person types: `0.043500` is `4.35`. */
export function percentOf(fraction: string | null | undefined): string {
  return fraction ? new Decimal(fraction).mul(100).toFixed() : ''
}

/** The number that was typed, in the unit of the field; nothing when it is no number. Full-width digits are digits. */
function numberIn(text: string, units: Units): Decimal | undefined {
  const [, whole, fraction, unit] = NUMBER.exec(text.normalize('NFKC').trim()) ?? []
  const factor = unit === undefined ? undefined : units[unit.toLowerCase()]
  if (whole === undefined || factor === undefined) return undefined
  return new Decimal(`${whole.replaceAll(',', '')}${fraction ?? ''}`).mul(factor)
}

/** Ten thousands of yuan as typed in a field that needs no word about it: yuan, or nothing. */
export function yuanTyped(text: string): string | undefined {
  const yuan = numberIn(text, WAN)?.mul(10000)
  return yuan?.gt(0) && yuan.decimalPlaces() <= 2 ? yuan.toFixed(2) : undefined
}

/** Per cent as typed in a field that needs no word about it: a fraction, or nothing. */
export function fractionTyped(text: string): string | undefined {
  return numberIn(text, PERCENT)?.div(100).toFixed()
}

/** Months as typed in a field that needs no word about it. */
export function monthsTyped(text: string): number | undefined {
  const count = numberIn(text, MONTHS)
  return count?.isInteger() ? count.toNumber() : undefined
}

/** A mobile number, a landline with its area, or a service number; `shared/domain/src/phone.rs` has the last word. */
function isPhone(text: string): boolean {
  const digits = text.normalize('NFKC').replace(/[\s()‐‑–-]/g, '')
  const national = digits.replace(/^(\+86|0086|86(?=1))/, '')
  const inland = national === digits || /^[01]/.test(national) ? national : `0${national}`
  return /^(1[3-9]\d{9}|0[1-9]\d{8,10}|[48]00\d{7})$/.test(inland)
}

/** Reads what was typed, and keeps what is wrong with it by the field's name, in the unit of the field. */
export class Typed {
  private readonly wrong: { field: string; code: string; message: string }[] = []

  private number(
    field: string,
    text: string,
    units: Units,
    words: { missing: string; example: string },
  ): Decimal | undefined {
    const number = numberIn(text, units)
    if (!number) this.refuse(field, text.trim() ? `请只填写数字，例如 ${words.example}` : words.missing)
    return number
  }

  refuse(field: string, message: string): void {
    this.wrong.push({ field, code: 'invalid', message })
  }

  /** Ten thousands of yuan, as yuan to the cent. */
  wan(field: string, text: string, bounds?: { least: string; most: string }): string | undefined {
    const words = { missing: '请填写金额（万元）', example: '50，表示 50 万元' }
    const yuan = this.number(field, text, WAN, words)?.mul(10000)
    if (!yuan) return undefined
    if (yuan.lte(0)) this.refuse(field, '金额应大于 0')
    else if (yuan.decimalPlaces() > 2) this.refuse(field, '金额最多精确到分，即 6 位小数')
    else if (bounds && (yuan.lt(bounds.least) || yuan.gt(bounds.most))) {
      const between = `${moneyShort(bounds.least)} 至 ${moneyShort(bounds.most)}`
      this.refuse(field, `金额应为 ${between}；您填写的是 ${moneyShort(yuan.toFixed(2))}`)
    }
    return yuan.toFixed(2)
  }

  /** Per cent of at most `most`, as a fraction. */
  percent(field: string, text: string, most: number): string | undefined {
    const words = { missing: '请填写百分数，例如 4.35', example: '4.35，表示 4.35%' }
    const percent = this.number(field, text, PERCENT, words)
    if (!percent) return undefined
    if (percent.gt(most)) this.refuse(field, `请填写不超过 ${String(most)} 的百分数，例如 4.35`)
    else if (percent.decimalPlaces() > 4) this.refuse(field, '最多保留 4 位小数')
    return percent.div(100).toFixed()
  }

  /** Per cent of a whole, above 0, as a fraction. */
  share(field: string, text: string): string | undefined {
    const fraction = this.percent(field, text, 100)
    if (fraction === '0') this.refuse(field, '请填写大于 0 的百分数')
    return fraction
  }

  months(field: string, text: string, bounds?: { least: number; most: number }): number | undefined {
    const count = this.number(field, text, MONTHS, { missing: '请填写期限（月）', example: '12' })
    if (!count) return undefined
    const { least, most } = bounds ?? { least: 1, most: 360 }
    if (!count.isInteger() || count.lt(least) || count.gt(most))
      this.refuse(field, `请填写 ${String(least)} 至 ${String(most)} 的整月数`)
    return count.toNumber()
  }

  /** A whole number, whose bounds the platform knows. */
  whole(field: string, text: string): number | undefined {
    const count = this.number(field, text, PLAIN, { missing: '请填写整数', example: '12' })
    if (count && !count.isInteger()) this.refuse(field, '请填写整数')
    return count?.toNumber()
  }

  text(field: string, text: string, missing: string): string {
    if (!text.trim()) this.refuse(field, missing)
    return text.trim()
  }

  /** A telephone number in any form that the platform takes. */
  phone(field: string, text: string): string {
    if (!text.trim()) this.refuse(field, '请填写联系电话')
    else if (!isPhone(text))
      this.refuse(field, '请填写 11 位手机号、带区号的固定电话（例如 0558-1234567）或 400 电话')
    return text.trim()
  }

  /** The official number of a project; nothing where none was typed. */
  project(field: string, text: string): string | undefined {
    const number = text.normalize('NFKC').trim()
    if (number && !/^[A-Za-z0-9-]{4,40}$/.test(number))
      this.refuse(field, '项目编号应为 4 至 40 位字母、数字或短横线')
    return number || undefined
  }

  /** The refusal with every field that is wrong. */
  problem(): Problem {
    return new Problem('invalid_fields', '请按提示修改标出的内容', 422, this.wrong)
  }

  /** What was made of it, or the refusal with every field that is wrong. */
  done<T>(body: T): T {
    if (this.wrong.length) throw this.problem()
    return body
  }
}
