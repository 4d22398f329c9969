import { describe, expect, it } from 'vitest'
import { codesOf, modelVersion, productOf, wordOf } from './words'

describe('the words of codes', () => {
  it('come with a colour, quiet unless the vocabulary gives one', () => {
    expect(wordOf('order', 'submitted')).toEqual({ name: '待抢单', tone: 'primary' })
    expect(wordOf('order', 'withdrawn')).toEqual({ name: '已撤回', tone: 'quiet' })
  })
  it('fall back to the code of a newer server, and to a dash for none', () => {
    expect(wordOf('order', 'of_a_newer_release')).toEqual({ name: 'of_a_newer_release', tone: 'quiet' })
    expect(wordOf('order', null).name).toBe('—')
  })
  it('keep the order of the vocabulary', () => {
    expect(codesOf('size').map((one) => one.code)).toEqual(['large', 'medium', 'small', 'micro'])
    expect(codesOf('demand')[0]).toEqual({ code: 'open', name: '征集中' })
  })
  it('name the models of a score', () => {
    expect(modelVersion('2026.12 (financial 2026.12, loan 2026.11)')).toBe(
      '2026.12 (财务模型 2026.12, 贷款模型 2026.11)',
    )
  })
  it('name an order without a product by its demand', () => {
    expect(productOf({ product_name: '税易贷' })).toBe('税易贷')
    expect(productOf({ product_name: null })).toBe('融资需求')
  })
})
