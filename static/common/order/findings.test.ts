import { describe, expect, it } from 'vitest'
import { sorted, unjudgedOf } from './findings'

const finding = (rule: string, reason: string) => ({
  rule,
  title: rule,
  outcome: 'refer' as const,
  reason,
  read: {},
  sentence: `${rule}。`,
})
const part = (...findings: ReturnType<typeof finding>[]) => ({
  kind: 'admission' as const,
  version_id: 'v',
  version: 1,
  outcome: 'refer' as const,
  findings,
})

// missing data is one line, not one line a rule
describe('rules that could not judge', () => {
  const parts = [
    part(finding('V1', 'missing_data'), finding('V2', 'missing_data')),
    part(finding('A1', 'missing_data'), finding('A2', 'blacklisted')),
  ]
  it('are counted in one line that says why', () => {
    expect(unjudgedOf({ consent_id: null, parts })).toBe('未授权，3 项规则无法判断')
    expect(unjudgedOf({ consent_id: 'c', parts })).toBe('部分数据未取得，3 项规则无法判断')
    expect(unjudgedOf({ consent_id: null, parts: [part(finding('A2', 'blacklisted'))] })).toBeUndefined()
  })
  it('are no findings', () => {
    expect(sorted(parts[1]?.findings ?? []).found.map((one) => one.rule)).toEqual(['A2'])
  })
})
