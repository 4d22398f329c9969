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

//
test('an officer has a loan covered, and reports what the pool has paid', async ({ enter }) => {
  const officer = await enter('officer')
  const answer = await officer.request.get('/api/orders?state=credit_granted&limit=1')
  const { items } = (await answer.json()) as { items: { id: string }[] }
  await officer.goto(`/institution/orders/${items[0]?.id ?? ''}`)
  await officer.getByLabel('放款金额').fill('1')
  await officer.getByLabel('借款合同编号').fill('HT-2026-0009')
  // The value that is shown covers the box itself: it is opened as a keyboard does.
  await officer.getByRole('combobox', { name: '风险补偿资金池' }).press('Enter')
  await officer.getByRole('option', { name: new RegExp(pool) }).click()
  await officer.getByRole('button', { name: '提交：已放款' }).click()
  const cover = officer.getByRole('region', { name: '风险补偿' })
  await expect(cover).toContainText(`${pool}，承担损失的 40%`)
  await cover.getByText('反馈补偿').click()
  await cover.getByLabel('损失本金').fill('0.5')
  await cover.getByRole('button', { name: '提交：已补偿' }).click()
  await officer.getByRole('button', { name: '确认提交' }).click()
  await expect(cover).toContainText('补偿 2,000.00 元')
  await expect(cover.getByText('反馈补偿')).toHaveCount(0)
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
