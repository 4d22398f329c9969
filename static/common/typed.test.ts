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

describe('whole numbers', () => {
  const refusal = (text: string) => {
    const typed = new Typed()
    const count = typed.whole('count', text)
    try {
      return typed.done(count)
    } catch (cause) {
      return cause instanceof Problem ? cause.of('count') : cause
    }
  }
  it('are taken as they are', () => {
    expect([refusal(' 0 '), refusal('1,200')]).toEqual([0, 1200])
  })
  it('are asked for where there is none', () => {
    for (const text of ['', '1.5']) expect(refusal(text)).toBe('请填写整数')
    for (const text of ['-1', '1e3', '三']) expect(refusal(text)).toBe('请只填写数字，例如 12.5')
  })
})
