import { describe, expect, it } from 'vitest'
import { Problem } from './api/client'
import { percentOf, Typed, wanOf } from './typed'

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
    for (const text of ['-1', '1e3', '三']) expect(refusal(text)).toBe('请只填写数字，例如 12.5')
  })
})
