import Decimal from 'decimal.js'
import type { Schemas } from '../api/client'
import { nameOf } from '../dictionary'
import { moneyShort, rate } from '../format'
import { wordOf } from '../words'

type Catalogue = Map<string, Schemas['RuleInput']>

const SIGNS: Record<string, string> = {
  '==': '等于',
  '!=': '不等于',
  '>': '大于',
  '>=': '不小于',
  '<': '小于',
  '<=': '不大于',
}

function textOf(input: string, value: string): string {
  if (input === 'subject_type') return wordOf('subject', value).name
  if (input === 'purpose') return nameOf('purpose', value)
  if (input === 'registration_status') return wordOf('registration', value).name
  return value
}

function numberOf(input: string, title: string, value: string): string {
  if (input === 'probability') return rate(value)
  return title.endsWith('（元）') ? moneyShort(value) : new Decimal(value).toFixed()
}

/** One condition of a rule as people say it; what this page cannot read is shown as it was written. */
export function sayCondition(name: string, condition: string, catalogue: Catalogue): string {
  const title = catalogue.get(name)?.title ?? name
  const short = title.replace(/（元）$/, '')
  const written = condition.trim()
  const flag = /^\$\s*(==|!=)\s*(true|false)$/.exec(written)
  if (flag) return `${short}：${(flag[1] === '==') === (flag[2] === 'true') ? '是' : '否'}`
  const compared = /^\$\s*(==|!=|>=|<=|>|<)\s*(-?\d+(?:\.\d+)?)$/.exec(written)
  if (compared)
    return `${short}${SIGNS[compared[1] ?? ''] ?? ''} ${numberOf(name, title, compared[2] ?? '0')}`
  const text = /^\$\s*(==|!=)\s*'([^']*)'$/.exec(written)
  if (text) return `${short}${text[1] === '==' ? '为' : '不为'}“${textOf(name, text[2] ?? '')}”`
  if (/^'[^']*'(\s*,\s*'[^']*')*$/.test(written)) {
    const values = [...written.matchAll(/'([^']*)'/g)].map((found) => `“${textOf(name, found[1] ?? '')}”`)
    return `${short}为${values.join('或')}`
  }
  return `${short}满足 ${written}`
}

/** All conditions of a rule; every one must hold. */
export function sayRule(rule: Schemas['Rule'], catalogue: Catalogue): string {
  return Object.entries(rule.when)
    .map(([name, condition]) => sayCondition(name, String(condition), catalogue))
    .join('，且')
}
