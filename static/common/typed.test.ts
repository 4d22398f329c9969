import { describe, expect, it } from 'vitest'
import { Problem } from './api/client'
import { fractionTyped, monthsTyped, percentOf, Typed, wanOf, yuanTyped } from './typed'

describe('what people type and what the interface has', () => {
  it('turns to and fro without a lost digit', () => {
    expect(wanOf('125000.00')).toBe('12.5')
    expect(wanOf('0.01')).toBe('0.000001')
    expect(wanOf(null)).toBe('')
    expect(percentOf('0.043500')).toBe('4.35')
  })
})

/** What is made of a text, or what is said of it. */
function outcome<T>(read: (typed: Typed) => T): T | string | undefined {
  const typed = new Typed()
  const value = read(typed)
  try {
    return typed.done(value)
  } catch (cause) {
    if (cause instanceof Problem) return cause.of('field')
    throw cause
  }
}

describe('sums in ten thousands', () => {
  const sum = (text: string) => outcome((typed) => typed.wan('field', text))
  it('are understood as people write them', () => {
    for (const text of ['50', '50万', '50 万元', '５０', '500,000元', '500000 元', '50.0', '0.005亿', '50w'])
      expect(sum(text), text).toBe('500000.00')
    expect(sum('1.2亿元')).toBe('120000000.00')
    expect(sum('１，２００万')).toBe('12000000.00')
  })
  it('are refused in the unit of the field', () => {
    for (const text of ['五十', '1,2', '50斤', '50%', '-5', '1e3', '5.5.5'])
      expect(sum(text), text).toBe('请只填写数字，例如 50，表示 50 万元')
    expect(sum('')).toBe('请填写金额（万元）')
    const bounds = { least: '10000', most: '100000000' }
    const within = (text: string) => outcome((typed) => typed.wan('field', text, bounds))
    expect(within('500000')).toBe('金额应为 1 万元 至 1 亿元；您填写的是 50 亿元')
    expect(within('0.000001')).toContain('您填写的是 0.01 元')
    expect([within('1'), within('1万'), within('10000')]).toEqual(['10000.00', '10000.00', '100000000.00'])
  })
  it('stand in the address only where they are sums', () => {
    expect(['50万', '0', 'x', '0.0000001'].map(yuanTyped)).toEqual([
      '500000.00',
      undefined,
      undefined,
      undefined,
    ])
  })
})

describe('rates in per cent', () => {
  const rate = (text: string) => outcome((typed) => typed.percent('field', text, 36))
  it('are understood with and without their sign', () => {
    for (const text of ['4.35', '4.35%', '４．３５％', ' 4.35 % ']) expect(rate(text), text).toBe('0.0435')
    expect(fractionTyped('4.35%')).toBe('0.0435')
  })
  it('are refused in per cent', () => {
    expect(rate('百分之四')).toBe('请只填写数字，例如 4.35，表示 4.35%')
    expect(rate('4,35')).toBe('请只填写数字，例如 4.35，表示 4.35%')
    expect(rate('360')).toBe('请填写不超过 36 的百分数，例如 4.35')
  })
})

describe('terms', () => {
  it('are months, or years that are said to be years', () => {
    expect(['12', '12个月', '1年', '１２ 月'].map(monthsTyped)).toEqual([12, 12, 12, 12])
    expect(['', '1.5', '两年'].map(monthsTyped)).toEqual([undefined, undefined, undefined])
  })
})

describe('shares', () => {
  const share = (text: string) => outcome((typed) => typed.share('field', text))
  it('are above nothing and at most the whole', () => {
    expect([share('0.5'), share('100')]).toEqual(['0.005', '1'])
    expect([share('0'), share('0.00')]).toEqual(Array(2).fill('请填写大于 0 的百分数'))
    expect(share('100.01')).toContain('不超过 100')
  })
})

describe('whole numbers', () => {
  const refusal = (text: string) => outcome((typed) => typed.whole('field', text))
  it('are taken as they are', () => {
    expect([refusal(' 0 '), refusal('1,200')]).toEqual([0, 1200])
  })
  it('are asked for where there is none', () => {
    for (const text of ['', '1.5']) expect(refusal(text)).toBe('请填写整数')
    for (const text of ['-1', '1e3', '三']) expect(refusal(text)).toBe('请只填写数字，例如 12')
  })
})

describe('telephone numbers', () => {
  const phone = (text: string) => outcome((typed) => typed.phone('field', text))
  it('are taken in every form that the platform takes, and sent as they were typed', () => {
    for (const text of [
      '17000000001',
      '+86 170 0000 0010',
      '8617000000001',
      '(0558)1234567',
      '0558-12345678',
      '+86 558 1234567',
      '4008008888',
      '１７００００００００１',
    ])
      expect(phone(` ${text} `)).toBe(text)
  })
  it('are asked for where there is none', () => {
    const whole = '请填写 11 位手机号、带区号的固定电话（例如 0558-1234567）或 400 电话'
    expect([phone(''), phone('123'), phone('12345678901'), phone('1234567')]).toEqual([
      '请填写联系电话',
      whole,
      whole,
      whole,
    ])
  })
})

describe('the number of a project', () => {
  const project = (text: string) => outcome((typed) => typed.project('field', text))
  it('is left out, taken as it is meant, or refused by its shape', () => {
    expect([project(''), project(' ２６０４-ab ')]).toEqual([undefined, '2604-ab'])
    expect(project('项目一号')).toBe('项目编号应为 4 至 40 位字母、数字或短横线')
  })
})
