import { describe, expect, it } from 'vitest'
import {
  counted,
  date,
  dayEnd,
  lasting,
  money,
  moneyRound,
  moneyShort,
  points,
  rate,
  remaining,
  shares,
  sharesOf,
  signedPoints,
  today,
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

describe('the end of a day', () => {
  it('is said of the day that ends', () => {
    expect(dayEnd('2026-12-11T16:00:00Z')).toBe('2026/12/11 24:00')
    expect(dayEnd('2026-12-11T15:30:00Z')).toBe('2026/12/11 23:30')
    expect(dayEnd(null)).toBe('—')
  })
})

describe('amounts', () => {
  it('keeps every digit of money', () => {
    expect(money('1250000.00')).toBe('1,250,000.00 元')
    expect([moneyRound('10327.97'), moneyRound('')]).toEqual(['10,328 元', '—'])
    expect(money('90071992547409.93')).toBe('90,071,992,547,409.93 元')
    expect(money(null)).toBe('—')
  })
  it('says money as people do', () => {
    expect(moneyShort('1250000.00')).toBe('125 万元')
    expect(moneyShort('320000000')).toBe('3.2 亿元')
    expect(moneyShort('8000')).toBe('8,000 元')
  })
  it('goes to the next unit where rounding leads there', () => {
    expect(moneyShort('99999999.99')).toBe('1 亿元')
    expect(moneyShort('100000000')).toBe('1 亿元')
    expect(moneyShort('99500000')).toBe('9,950 万元')
    expect(moneyShort('9999.99')).toBe('9,999.99 元')
    expect(moneyShort('9999.999')).toBe('1 万元')
    expect(moneyShort('9950')).toBe('9,950 元')
    expect(moneyShort('0')).toBe('0 元')
    expect(moneyShort('-99999999.99')).toBe('-1 亿元')
  })
  it('turns rates without rounding', () => {
    expect(rate('0.0435')).toBe('4.35%')
  })
})

describe('shares', () => {
  it('add up to the whole', () => {
    for (const counts of [[1, 1, 1], [2, 3, 5, 7, 11, 13], [999, 1], [0, 7, 0, 13, 9], [5]]) {
      const sum = shares(counts).reduce((whole, share) => whole + Math.round(parseFloat(share) * 10), 0)
      expect(sum, String(counts)).toBe(1000)
    }
    expect(shares([1, 1, 1])).toEqual(['33.4%', '33.3%', '33.3%'])
    expect(shares([0, 0])).toEqual(['0.0%', '0.0%'])
    expect(sharesOf(['0.333333', '0.333333', '0.333334'])).toEqual(['33.3%', '33.3%', '33.4%'])
    expect(sharesOf(['0.26', '0.1249', '0.1249'])).toEqual(['26.0%', '12.5%', '12.5%'])
  })
})

describe('points of a score', () => {
  it('are whole, and a half goes up', () => {
    expect([778.5, '778.5', 778.49, 0.5, 900].map(points)).toEqual(['779', '779', '778', '1', '900'])
  })
  it('have a sign where they are added or taken', () => {
    expect([12, -7, 0].map(signedPoints)).toEqual(['+12', '−7', '0'])
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
