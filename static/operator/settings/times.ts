const stage = '1 至 720 个工作小时'

/** The times within which an institution answers, as the table and the form name them. */
export const TIMES = [
  { field: 'first_review_hours', name: '初审', unit: '工作小时', hint: `抢单后，${stage}` },
  { field: 'credit_hours', name: '授信', unit: '工作小时', hint: `初审通过后，${stage}` },
  { field: 'disbursement_hours', name: '放款', unit: '工作小时', hint: `授信通过后，${stage}` },
  { field: 'credit_loan_days', name: '信用贷款办结', unit: '工作日', hint: '1 至 3 个工作日' },
  { field: 'other_loan_days', name: '其他贷款办结', unit: '工作日', hint: '7 至 13 个工作日' },
  {
    field: 'open_applications_max',
    name: '同一产品在途申请上限',
    unit: '笔',
    hint: '同一申请人对同一产品，1 至 100 笔',
  },
] as const
