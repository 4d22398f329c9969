import { describe, expect, it } from 'vitest'
import { sayCondition } from './condition'

const catalogue = new Map(
  [
    { name: 'amount', title: '申请金额（元）', kind: 'number' },
    { name: 'probability', title: '违约概率', kind: 'number' },
    { name: 'dishonest_debtor', title: '失信被执行人', kind: 'flag' },
    { name: 'subject_type', title: '主体类型', kind: 'text' },
    { name: 'tax_grade', title: '纳税信用等级', kind: 'text' },
  ].map((input) => [input.name, input]),
)

describe('conditions in plain words', () => {
  it.each([
    ['amount', '$ > 5000000', '申请金额大于 500 万元'],
    ['probability', '$ >= 0.32', '违约概率不小于 32%'],
    ['dishonest_debtor', '$ == true', '失信被执行人：是'],
    ['dishonest_debtor', '$ != true', '失信被执行人：否'],
    ['subject_type', "'company', 'sole_trader'", '主体类型为“企业”或“个体工商户”'],
    ['tax_grade', "$ != 'D'", '纳税信用等级不为“D”'],
  ])('%s %s', (name, written, said) => {
    expect(sayCondition(name, written, catalogue)).toBe(said)
  })
  it('shows what it cannot read as it was written', () => {
    expect(sayCondition('amount', '$ > 1 and $ < 9', catalogue)).toBe('申请金额满足 $ > 1 and $ < 9')
  })
})
