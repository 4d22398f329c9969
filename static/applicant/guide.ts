/** The guides: what is lent without security, against it, with a guarantor, and what is asked of every institution. */
export type Guide = 'credit' | 'secured' | 'guarantee' | 'demand'

export const GUIDES: { code: Guide; name: string; about: string }[] = [
  { code: 'credit', name: '信用贷款', about: '不用抵押和担保，最长 3 个工作日办结。' },
  { code: 'secured', name: '抵押、质押贷款', about: '要评估和登记押品，最长 7 至 13 个工作日办结。' },
  { code: 'guarantee', name: '保证贷款', about: '由融资担保机构担保，最长 7 至 13 个工作日办结。' },
  { code: 'demand', name: '发布融资需求', about: '还没看中产品时：多家机构给出预授信，由您选一家。' },
]

/** The guide of a product, by how it is secured. */
export function guideOf(mode: string | null | undefined): Guide {
  if (!mode || mode === 'credit') return 'credit'
  return mode === 'guarantee' || mode === 'combined' ? 'guarantee' : 'secured'
}

interface Step {
  title: string
  text: string
}
const APPLY: Step = {
  title: '提交申请',
  text: '选好产品，一页填完金额、期限和联系人。可同时授权平台使用您的数据，机构看得更快。',
}
const GRAB: Step = {
  title: '机构抢单',
  text: '客户经理竞争受理，抢到后才看得到您的联系方式，您也看得到他的电话。',
}
const REVIEW: Step = {
  title: '初审',
  text: '电话核实情况。通过后进入授信审批，未通过会说明原因和怎样更容易通过。',
}
const PAY: Step = { title: '放款', text: '签订合同后放款到账，全程记录在订单里。' }

/** The steps that the state machine really has (U-29), with what each kind of loan needs there. */
export const STEPS: Readonly<Record<Guide, Step[]>> = {
  credit: [
    APPLY,
    GRAB,
    REVIEW,
    { title: '授信', text: '机构批复额度、利率和期限，不需要押品和担保人。批复之前您随时可以撤回。' },
    PAY,
  ],
  secured: [
    APPLY,
    GRAB,
    { title: '初审', text: `${REVIEW.text}请备好房产、土地或设备的权属证明。` },
    { title: '授信', text: '机构评估押品后批复额度、利率和期限。批复之前您随时可以撤回。' },
    { title: '放款', text: '办妥抵押或质押登记、签订合同后放款到账。' },
  ],
  guarantee: [
    APPLY,
    GRAB,
    REVIEW,
    { title: '授信', text: '机构与名录中的融资担保机构约定担保比例和金额，再批复额度、利率和期限。' },
    { title: '放款', text: '签订借款合同和担保合同后放款到账。' },
  ],
  demand: [
    { title: '发布需求', text: '说明金额、期限和用途，最多五家机构受理。受理的机构才看得到联系方式。' },
    { title: '机构受理', text: '谁查阅过、谁受理了，都在需求页上。' },
    { title: '预授信', text: '初审通过的机构给出额度、利率、期限、条件和有效期，这一步由机构办理。' },
    {
      title: '您来选择',
      text: '并排比较每月还款和利息合计，在有效期内选定一家；选择期间不计机构的办理时限。',
    },
    { title: '授信与放款', text: '选定的机构批复授信，签订合同后放款；都没有谈成的，可以一键重新发布。' },
  ],
}
