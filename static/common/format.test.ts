import { describe, expect, it } from 'vitest'
import {
  counted,
  date,
  lasting,
  money,
  moneyShort,
  rate,
  rateFromPercent,
  remaining,
  today,
  yuanFromWan,
} from './format'

describe('spans', () => {
  it('says how long something took', () => {
    expect([0.46, 119, 300, 86400, 86400 * 3, null].map(lasting)).toEqual([
      '0.5 秒',
      '119.0 秒',
      '5 分钟',
      '24 小时',
      '3 天',
      '—',
    ])
  })
})

describe('amounts', () => {
  it('keeps every digit of money', () => {
    expect(money('1250000.00')).toBe('1,250,000.00 元')
    expect(money('90071992547409.93')).toBe('90,071,992,547,409.93 元')
    expect(money(null)).toBe('—')
  })
  it('says money as people do', () => {
    expect(moneyShort('1250000.00')).toBe('125 万元')
    expect(moneyShort('320000000')).toBe('3.2 亿元')
    expect(moneyShort('8000')).toBe('8,000 元')
  })
  it('turns rates without rounding', () => {
    expect(rate('0.0435')).toBe('4.35%')
    expect(rateFromPercent('4.35')).toBe('0.0435')
    expect(yuanFromWan('12.5')).toBe('125000.00')
  })
})

describe('totals', () => {
  it('say where counting ends', () => {
    expect(counted(9999)).toBe('9999')
    expect(counted(10_000)).toBe('10000+')
  })
})

describe('time is of Shanghai', () => {
  it('counts the day by the clock there', () => {
    expect(today(new Date('2026-11-23T16:30:00Z'))).toBe('2026-11-24')
    expect(date('2026-11-23T16:30:00Z')).toBe('2026/11/24')
  })
  it('says how long remains', () => {
    const now = Date.parse('2026-11-24T00:00:00Z')
    expect(remaining('2026-11-24T03:10:00Z', now)).toEqual({ text: '还剩 3 小时', late: false, soon: true })
    expect(remaining('2026-11-21T00:00:00Z', now)).toMatchObject({ text: '已超 3 天', late: true })
  })
})
