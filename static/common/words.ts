/** Words of the interface that are no reference data: states, roles, kinds. */

type Tone = 'quiet' | 'primary' | 'good' | 'warn' | 'bad'
export interface Word {
  name: string
  tone: Tone
}
const word = (name: string, tone: Tone = 'quiet'): Word => ({ name, tone })

const WORDS = {
  order: {
    submitted: word('待抢单', 'primary'),
    grabbed: word('初审中', 'primary'),
    first_review_passed: word('授信审批中', 'primary'),
    credit_granted: word('待放款', 'primary'),
    disbursed: word('已放款', 'good'),
    settled: word('已结清', 'good'),
    withdrawn: word('已撤回'),
    not_chosen: word('未选中'),
    first_review_refused: word('初审未通过', 'bad'),
    credit_refused: word('授信未通过', 'bad'),
    disbursement_refused: word('未放款', 'bad'),
  },
  demand: {
    open: word('征集中', 'primary'),
    chosen: word('已选定', 'primary'),
    satisfied: word('已放款', 'good'),
    failed: word('未达成', 'bad'),
  },
  use: {
    loan_review: word('贷款审查'),
    post_loan: word('贷后管理'),
    partner_assessment: word('合作机构评估'),
    self_assessment: word('本人查询'),
  },
  level: {
    too_few: word('样本不足'),
    stable: word('稳定', 'good'),
    watch: word('关注', 'warn'),
    act: word('需处理', 'bad'),
  },
  rule: {
    draft: word('草稿'),
    active: word('生效', 'good'),
    shadow: word('影子运行', 'primary'),
    retired: word('停用'),
  },
  objection: { open: word('处理中', 'primary'), answered: word('已答复', 'good') },
  outcome: {
    approve: word('建议准入', 'good'),
    refer: word('人工复核', 'warn'),
    refuse: word('建议拒绝', 'bad'),
  },
  severity: { low: word('提示'), medium: word('关注', 'warn'), high: word('严重', 'bad') },
  role: {
    applicant: word('申请人'),
    officer: word('客户经理'),
    manager: word('机构管理员'),
    operator: word('运营'),
    regulator: word('监管'),
    system: word('系统'),
    partner: word('合作机构'),
  },
  institution: { active: word('正常', 'good'), suspended: word('已暂停', 'bad') },
  account: { active: word('在用', 'good'), disabled: word('已停用') },
  dictionary: { enabled: word('在用', 'good'), disabled: word('已停用') },
  subject: { company: word('企业'), sole_trader: word('个体工商户'), person: word('个人') },
  size: { large: word('大型'), medium: word('中型'), small: word('小型'), micro: word('微型') },
  product: { draft: word('未上架'), on_shelf: word('已上架', 'good'), delisted: word('已下架') },
  version: {
    draft: word('草稿'),
    in_review: word('审核中', 'primary'),
    approved: word('审核通过', 'good'),
    rejected: word('审核未通过', 'bad'),
    superseded: word('已被新版取代'),
  },
  alert: { open: word('待处置', 'warn'), handling: word('处置中', 'primary'), closed: word('已关闭') },
  alertSeverity: { attention: word('关注', 'warn'), serious: word('严重', 'bad') },
  measure: {
    borrower_contacted: word('已联系借款人'),
    site_visited: word('已实地走访'),
    documents_requested: word('已要求补充材料'),
    guarantee_added: word('已追加担保'),
    limit_reduced: word('已压降额度'),
    closed: word('关闭预警'),
  },
  conclusion: {
    risk_resolved: word('风险已化解', 'good'),
    false_alarm: word('误报'),
    loan_called: word('已提前收回贷款', 'warn'),
    transferred: word('已移交处置', 'warn'),
  },
} as const satisfies Record<string, Record<string, Word>>

/** The word for a code; the code itself when a newer server knows more than this page. */
export function wordOf(kind: keyof typeof WORDS, code: string | null | undefined): Word {
  if (!code) return word('—')
  return (WORDS[kind] as Record<string, Word>)[code] ?? word(code)
}

const codes = (kind: 'order' | 'demand') =>
  Object.entries(WORDS[kind]).map(([code, { name }]) => ({ code, name }))

/** The states of an order and of a demand, for filters. */
export const orderStates = codes('order')
export const demandStates = codes('demand')
