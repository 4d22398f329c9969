import Decimal from 'decimal.js'
import { Problem } from './api/client'

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

  /** Per cent of a whole, above 0, as a fraction. */
  share(field: string, text: string): string | undefined {
    const fraction = this.percent(field, text, 100)
    if (fraction === '0') this.refuse(field, '请填写大于 0 的百分数')
    return fraction
  }

  months(field: string, text: string): number | undefined {
    const count = this.number(field, text, '请填写期限（月）')
    if (!count) return undefined
    if (!count.isInteger() || count.lt(1) || count.gt(360)) this.refuse(field, '请填写 1 至 360 的整月数')
    return count.toNumber()
  }

  /** A whole number, whose bounds the platform knows. */
  whole(field: string, text: string): number | undefined {
    const count = this.number(field, text, '请填写整数')
    if (count && !count.isInteger()) this.refuse(field, '请填写整数')
    return count?.toNumber()
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
