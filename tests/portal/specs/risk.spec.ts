import { expect, test } from '../support/test.ts'

// What one sets up, the next uses.
test.describe.configure({ mode: 'serial' })
test.use({ tolerated: /40[19]|422/ })
const pool = `测试资金池${String(Date.now()).slice(-6)}`

//
test('a regulator sees what concentrates and sets up a compensation pool', async ({ enter }) => {
  const regulator = await enter('regulator')
  await regulator.goto('/regulator/exposure')
  await expect(regulator.getByRole('img', { name: '行业分布' })).toBeVisible()
  await regulator.getByRole('button', { name: '设立资金池' }).click()
  const dialog = regulator.getByRole('dialog')
  await dialog.getByLabel('名称').fill(pool)
  await dialog.getByLabel('资金规模').fill('100')
  await dialog.getByLabel('补偿比例').fill('120')
  await dialog.getByRole('button', { name: '保存资金池' }).click()
  await expect(dialog.getByRole('alert').filter({ hasText: '不超过 100 的百分数' })).toBeVisible()
  await dialog.getByLabel('补偿比例').fill('40')
  for (const bank of await dialog.getByRole('group', { name: '可纳入贷款的机构' }).getByRole('checkbox').all())
    await bank.check()
  await dialog.getByRole('button', { name: '保存资金池' }).click()
  await expect(regulator.getByRole('row').filter({ hasText: pool })).toContainText('40%')

  const operator = await enter('operator')
  await operator.goto('/operator/exposure')
  await expect(operator.getByRole('row').filter({ hasText: pool })).toBeVisible()
  await expect(operator.getByRole('button', { name: '设立资金池' })).toHaveCount(0)
})

//
test('a regulator sets a bound, and the manager of a bank sees what is over it', async ({ enter }) => {
  const regulator = await enter('regulator')
  await regulator.goto('/regulator/exposure')
  await regulator.getByRole('button', { name: '设置集中度上限' }).click()
  const dialog = regulator.getByRole('dialog')
  const bound = dialog.getByLabel('单一行业')
  const before = await bound.inputValue()
  for (const [typed, said] of [
    ['', '请填写百分数'],
    ['0', '请填写大于 0 的百分数'],
  ] as const) {
    await bound.fill(typed)
    await dialog.getByRole('button', { name: '保存上限' }).click()
    await expect(dialog.getByRole('alert').filter({ hasText: said })).toBeVisible()
  }
  await bound.fill('0.5')
  await dialog.getByRole('button', { name: '保存上限' }).click()
  await expect(dialog).toHaveCount(0)
  const warned = regulator.getByRole('region', { name: '集中度预警' })
  await expect(warned).toContainText('超过上限 0.5%')

  const manager = await enter('manager')
  await manager.goto('/institution/')
  await manager.getByRole('link', { name: '风险敞口' }).click()
  await expect(manager.getByRole('region', { name: '集中度预警' })).toContainText('超过上限 0.5%')
  await expect(manager.getByRole('button', { name: '设置集中度上限' })).toHaveCount(0)

  await regulator.getByRole('button', { name: '设置集中度上限' }).click()
  await bound.fill(before)
  await dialog.getByRole('button', { name: '保存上限' }).click()
  await expect(warned.getByText('超过上限 0.5%')).toHaveCount(0)
})

// what is odd is asked twice; a loss takes arrears, and who manages the pool
test('an officer has a loan covered, takes a slip of the pen back, and cannot claim at once', async ({ enter }) => {
  const officer = await enter('officer')
  const answer = await officer.request.get('/api/orders?state=credit_granted&limit=1')
  const { items } = (await answer.json()) as { items: { id: string }[] }
  await officer.goto(`/institution/orders/${items[0]?.id ?? ''}`)
  const pay = async () => {
    await officer.getByRole('radiogroup', { name: '结果' }).getByText('已放款').click()
    await officer.getByLabel('放款金额').fill('1')
    await officer.getByLabel('借款合同编号').fill('HT-2026-0009')
    // The value that is shown covers the box itself: it is opened as a keyboard does.
    await officer.getByRole('combobox', { name: '风险补偿资金池' }).press('Enter')
    await officer.getByRole('option', { name: new RegExp(pool) }).click()
    await officer.getByRole('button', { name: '提交：已放款' }).click()
    await expect(officer.getByRole('dialog')).toContainText('放款 1 万元 · 合同 HT-2026-0009')
    await officer.getByRole('button', { name: '核对无误，提交' }).click()
    await expect(officer.getByRole('dialog')).toContainText('相差一半以上')
    await officer.getByRole('button', { name: '确认无误' }).click()
  }
  await pay()
  const cover = officer.getByRole('region', { name: '风险补偿' })
  await expect(cover).toContainText(`${pool}，承担损失的 40%`)
  const slip = officer.getByRole('region', { name: /刚才的反馈有误/ })
  await slip.getByText('刚才的反馈有误').click()
  await slip.getByLabel('撤回原因').fill('金额填写有误')
  await slip.getByRole('button', { name: '撤回反馈' }).click()
  await expect(officer.getByText('撤回上一步，恢复为待放款')).toBeVisible()
  await pay()

  await cover.getByText('申请补偿').click()
  await cover.getByLabel('损失本金').fill('0.5')
  await cover.getByLabel('逾期开始日期').fill(new Date().toLocaleDateString('sv', { timeZone: 'Asia/Shanghai' }))
  await cover.getByRole('button', { name: '提交补偿申请' }).click()
  await officer.getByRole('button', { name: '确认提交' }).click()
  await expect(cover.getByText('要求贷款逾期满 90 天')).toBeVisible()
})

// lists are kept by two people
test('one proposes an entry of a list, another puts it in force', async ({ enter }) => {
  const operator = await enter('operator')
  await operator.goto('/operator/lists')
  await operator.getByRole('button', { name: '新增名单' }).click()
  const dialog = operator.getByRole('dialog')
  const number = `1380${String(Date.now()).slice(-7)}`
  const masked = `138****${number.slice(-4)}`
  await dialog.getByLabel('名单').selectOption('关注名单')
  await dialog.getByLabel('主体类别').selectOption('联系电话')
  await dialog.getByLabel('电话号码').fill(number)
  await dialog.getByLabel('原因').fill('多头申请')
  await dialog.getByLabel('来源').fill('平台核查')
  await dialog.getByRole('button', { name: '提交，待他人核准' }).click()
  const entry = (page: typeof operator) => page.getByRole('article').filter({ hasText: masked })
  await expect(entry(operator)).toContainText('须由他人核准')
  const regulator = await enter('regulator')
  await regulator.goto('/regulator/lists')
  await entry(regulator).getByRole('button', { name: '核准生效' }).click()
  await expect(entry(regulator)).toContainText('生效')
})

// U-10
test('a firm consents to recommendations, and sees why a product is picked', async ({ enter }) => {
  const firm = await enter('neighbour')
  await firm.goto('/')
  const picked = firm.getByRole('region', { name: '为您推荐' })
  await picked.getByRole('button', { name: '授权推荐' }).click()
  await picked.getByRole('checkbox', { name: /我已阅读并同意《产品推荐数据授权书》/ }).check()
  await picked.getByRole('button', { name: '同意并推荐' }).click()
  await expect(picked.getByText('按您授权的登记、纳税和不动产信息排列')).toBeVisible()
  await expect(picked.getByRole('listitem').first()).toContainText('您')
})

//
test('the lag of the decisions stands above the rules', async ({ enter }) => {
  const operator = await enter('operator')
  await operator.goto('/operator/rules')
  await expect(operator.getByRole('status').filter({ hasText: '近 24 小时决策' })).toBeVisible()
})
