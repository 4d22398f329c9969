import { ref, watch } from 'vue'

export const COLUMNS = [
  { key: 'product', name: '产品' },
  { key: 'amount', name: '金额' },
  { key: 'term', name: '期限' },
  { key: 'decision', name: '决策建议' },
  { key: 'grade', name: '评分等级' },
  { key: 'submitted', name: '提交时间' },
  { key: 'due', name: '本环节期限' },
  { key: 'complete', name: '办结期限' },
] as const
export type ColumnKey = (typeof COLUMNS)[number]['key']
const KEY = 'rongtong-order-columns'
const USUAL: ColumnKey[] = ['product', 'amount', 'decision', 'submitted', 'due']

function kept(): ColumnKey[] {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(KEY) ?? 'null')
    return Array.isArray(value) ? COLUMNS.map((one) => one.key).filter((key) => value.includes(key)) : USUAL
  } catch {
    return USUAL
  }
}

/** Which columns the table shows; this device remembers it. */
export function useColumns() {
  const shown = ref<ColumnKey[]>(kept())
  watch(shown, (now) => {
    try {
      localStorage.setItem(KEY, JSON.stringify(now))
    } catch {
      /* lasts until the reload */
    }
  })
  return shown
}
