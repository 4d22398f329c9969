import Decimal from 'decimal.js'

const ZONE = 'Asia/Shanghai'
const DATE = new Intl.DateTimeFormat('zh-CN', {
  timeZone: ZONE,
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
})
const TIME = new Intl.DateTimeFormat('zh-CN', {
  timeZone: ZONE,
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  hour12: false,
})
/** What is shown where there is no value. */
export const NONE = '—'

function grouped(whole: string): string {
  return whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',')
}

/** Yuan with all cents: `1,250,000.00 元`. */
export function money(yuan: string | null | undefined): string {
  if (yuan === null || yuan === undefined || yuan === '') return NONE
  const [whole = '0', cents = '00'] = new Decimal(yuan).toFixed(2).split('.')
  return `${grouped(whole)}.${cents} 元`
}

/** Yuan without cents, where a rough sum is meant: `10,328 元`. */
export function moneyRound(yuan: string | null | undefined): string {
  if (yuan === null || yuan === undefined || yuan === '') return NONE
  return `${grouped(new Decimal(yuan).toFixed(0))} 元`
}

const UNITS = [
  [1, '元'],
  [1e4, '万元'],
  [1e8, '亿元'],
] as const

/** Yuan as people say it: `125 万元`, `3.2 亿元`, `8,000 元`. Rounded to two places at most. */
export function moneyShort(yuan: string | null | undefined): string {
  if (yuan === null || yuan === undefined || yuan === '') return NONE
  const amount = new Decimal(yuan)
  const rounded = (divisor: number) => amount.div(divisor).toDecimalPlaces(2)
  // What would be ten thousand of a unit, once rounded, is one of the next: 1 亿元, never 10,000 万元.
  const unit = ([1, 1e4] as const).filter((one) => rounded(one).abs().gte(1e4)).length
  const [divisor, name] = UNITS[unit] ?? UNITS[0]
  const [whole = '0', rest] = rounded(divisor).toFixed().split('.')
  return `${grouped(whole)}${rest ? `.${rest}` : ''} ${name}`
}

/** A yearly rate, a fraction as the interface has it, in per cent: `0.0435` is `4.35%`. */
export function rate(fraction: string | null | undefined): string {
  if (fraction === null || fraction === undefined || fraction === '') return NONE
  return `${new Decimal(fraction).mul(100).toDecimalPlaces(4).toFixed()}%`
}

/** `2026/11/24`, in Shanghai. */
export function date(instant: string | null | undefined): string {
  return instant ? DATE.format(new Date(instant)) : NONE
}

/** `2026/11/24 14:05`, in Shanghai. */
export function dateTime(instant: string | null | undefined): string {
  return instant ? TIME.format(new Date(instant)) : NONE
}

/** The end of a day as people say it, `2026/12/11 24:00`, where the instant is the midnight after it. */
export function dayEnd(instant: string | null | undefined): string {
  if (!instant) return NONE
  const time = new Date(instant).getTime()
  const last = new Date(time - 1000).toISOString()
  return dateTime(instant).endsWith('00:00') || dateTime(instant).endsWith('24:00')
    ? `${date(last)} 24:00`
    : dateTime(instant)
}

/** Today in Shanghai, as the interface writes a date: `2026-11-24`. */
export function today(now = new Date()): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: ZONE }).format(now)
}

/** How far away an instant is: `还剩 3 小时`, `已超 2 天`. */
export function remaining(instant: string, now = Date.now()): { text: string; late: boolean; soon: boolean } {
  const minutes = Math.round((new Date(instant).getTime() - now) / 60000)
  const size = Math.abs(minutes)
  const span =
    size < 60
      ? `${size} 分钟`
      : size < 48 * 60
        ? `${Math.floor(size / 60)} 小时`
        : `${Math.floor(size / 1440)} 天`
  return {
    text: minutes < 0 ? `已超 ${span}` : `还剩 ${span}`,
    late: minutes < 0,
    soon: minutes >= 0 && minutes < 240,
  }
}

/** How long something took or takes, seconds: `3.2 秒`, `15 分钟`, `3 天`. */
export function lasting(seconds: number | null | undefined): string {
  if (seconds === null || seconds === undefined) return NONE
  if (seconds < 120) return `${seconds.toFixed(1)} 秒`
  if (seconds < 120 * 60) return `${Math.round(seconds / 60)} 分钟`
  return seconds < 48 * 3600 ? `${Math.round(seconds / 3600)} 小时` : `${Math.round(seconds / 86400)} 天`
}

/** How many there are, where the platform counts to 10000 and that many may be more. */
export function counted(total: number): string {
  return total < 10_000 ? String(total) : '10000+'
}

/**
 * The shares of a whole in per cent with one decimal, which add up to 100.0%: rounded down, and what is then left goes
 * to those that lost most.
 */
export function shares(counts: number[]): string[] {
  const whole = counts.reduce((sum, count) => sum + count, 0)
  return sharesOf(counts.map((count) => new Decimal(count).div(Math.max(whole, 1)).toString()))
}

/**
 * The same of fractions. Where they are not the whole, because the smallest are left out, they add up to what they are
 * together.
 */
export function sharesOf(fractions: string[]): string[] {
  const exact = fractions.map((fraction) => new Decimal(fraction).mul(1000))
  const tenths = exact.map((share) => share.floor().toNumber())
  const whole = exact
    .reduce((sum, share) => sum.plus(share), new Decimal(0))
    .toDecimalPlaces(0)
    .toNumber()
  const left = whole - tenths.reduce((sum, one) => sum + one, 0)
  const lost = exact.map((share, place) => ({ place, rest: share.minus(share.floor()).toNumber() }))
  lost.sort((a, b) => b.rest - a.rest || a.place - b.place)
  for (const { place } of lost.slice(0, left)) tenths[place] = (tenths[place] ?? 0) + 1
  return tenths.map((one) => `${(one / 10).toFixed(1)}%`)
}

/** Points of a score, or of one of its dimensions: whole ones, wherever they are shown. A half goes up. */
export function points(score: number | string): string {
  return new Decimal(score).toDecimalPlaces(0).toFixed()
}

/** Points that are added or taken, with their sign. */
export function signedPoints(score: number): string {
  const whole = points(score)
  if (whole.startsWith('-')) return whole.replace('-', '−')
  return whole === '0' ? whole : `+${whole}`
}

/** Months as people say them: `36 个月`. */
export function months(count: number): string {
  return `${count} 个月`
}
