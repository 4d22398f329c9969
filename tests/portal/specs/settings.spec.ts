import { expect, test } from '../support/test.ts'

// What one changes, the next reads.
test.describe.configure({ mode: 'serial' })
test.use({ tolerated: /40[19]|422/ })

// O-12
test('an operator sets the times of an institution, and sees what is refused', async ({ enter }) => {
  const operator = await enter('operator')
  await operator.goto('/operator/institutions')
  const row = operator.getByRole('row').nth(1)
  await row.getByRole('button', { name: '设置时限' }).click()
  const dialog = operator.getByRole('dialog')
  await dialog.getByLabel('初审（工作小时）').fill('0')
  await dialog.getByRole('button', { name: '保存时限' }).click()
  await expect(dialog.getByRole('alert').filter({ hasText: '请填写 1 至 720 的整数' })).toBeVisible()
  await dialog.getByLabel('初审（工作小时）').fill('9')
  await dialog.getByRole('button', { name: '保存时限' }).click()
  await expect(dialog).toHaveCount(0)
  await expect(row).toContainText('9 工作小时')
})

// O-11
test('a word of the dictionary reaches the forms, and leaves them', async ({ enter }) => {
  const name = `测试用途${String(Date.now()).slice(-6)}`
  const code = `use_${String(Date.now())}`
  const operator = await enter('operator')
  await operator.goto('/operator/dictionary')
  await operator.getByRole('button', { name: '新增贷款用途' }).click()
  const dialog = operator.getByRole('dialog')
  await dialog.getByLabel('编码').fill('trade')
  await dialog.getByLabel('名称').fill(name)
  await dialog.getByRole('button', { name: '保存' }).click()
  await expect(dialog.getByRole('alert').filter({ hasText: '编码“trade”已有' })).toBeVisible()
  await dialog.getByLabel('编码').fill(code)
  await dialog.getByRole('button', { name: '保存' }).click()
  await expect(operator.getByRole('row').filter({ hasText: name })).toContainText('在用')

  const firm = await enter('applicant')
  await firm.goto('/demands/new')
  const choice = firm.getByLabel('用途').locator('option', { hasText: name })
  await expect(choice).toHaveCount(1)
  await operator.getByRole('button', { name: `停用${name}` }).click()
  await expect(operator.getByRole('row').filter({ hasText: name })).toContainText('已停用')
  const read = firm.waitForResponse('**/api/dictionary')
  await firm.reload()
  await read
  await expect(firm.getByLabel('用途').locator('option', { hasText: '贸易结算' })).toHaveCount(1)
  await expect(choice).toHaveCount(0)

  await operator.getByRole('button', { name: `删除${name}` }).click()
  await operator.getByRole('button', { name: '删除', exact: true }).last().click()
  await expect(operator.getByRole('row').filter({ hasText: name })).toHaveCount(0)
})

// O-11
test('a word in use stays, and the page says what to do instead', async ({ enter }) => {
  const operator = await enter('operator')
  await operator.goto('/operator/dictionary')
  await operator.getByRole('button', { name: '删除日常经营周转' }).click()
  await operator.getByRole('button', { name: '删除', exact: true }).last().click()
  await expect(operator.getByRole('alert').filter({ hasText: '可以停用' })).toBeVisible()
  await expect(operator.getByRole('row').filter({ hasText: '日常经营周转' })).toHaveCount(1)
})

// B-24
test('a manager sees who works for the bank', async ({ enter }) => {
  const manager = await enter('manager')
  await manager.goto('/institution/staff')
  await expect(manager.getByRole('row').filter({ hasText: 'officer01' })).toContainText('客户经理')
  await expect(manager.getByRole('row').filter({ hasText: 'officer11' })).toHaveCount(0)
})
