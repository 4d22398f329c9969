import { expect, test } from '../support/test.ts'

test.use({ tolerated: /401|422/ })

// one drafts, another puts in force from a day on; a day that has passed is refused
test('rules are drafted by one and put in force by another', async ({ enter }) => {
  const regulator = await enter('regulator')
  await regulator.goto('/regulator/rules?kind=admission')
  await regulator
    .getByRole('link', { name: /以.*为底稿起草/ })
    .first()
    .click()
  const title = `通用准入规则${String(Date.now()).slice(-6)}`
  await regulator.getByLabel('版本名称').fill(title)
  await regulator.getByRole('button', { name: '保存草稿' }).click()
  const drafted = regulator.getByRole('article').filter({ hasText: title })
  await expect(drafted).toContainText('须由他人启用')

  const operator = await enter('operator')
  await operator.goto('/operator/rules?kind=admission')
  const version = operator.getByRole('article').filter({ hasText: title })
  await version.getByRole('button', { name: '启用' }).click()
  const dialog = operator.getByRole('dialog')
  await dialog.getByLabel('起效时间').fill('2020-01-01T08:00')
  await dialog.getByRole('button', { name: '确认启用' }).click()
  await expect(dialog.getByRole('alert').filter({ hasText: '将来的时间' })).toBeVisible()
  const next = `${String(new Date().getFullYear() + 2)}-01-01`
  await dialog.getByLabel('起效时间').fill(`${next}T08:00`)
  await dialog.getByRole('button', { name: '确认启用' }).click()
  await expect(dialog).toHaveCount(0)
  await expect(version).toContainText(`${next.replaceAll('-', '/')} 08:00 起效`)
})

// a draft that nobody needs is deleted by its author or another; many rules are looked through
test('a draft is deleted, and rules are found among many', async ({ enter }) => {
  const regulator = await enter('regulator')
  await regulator.goto('/regulator/rules?kind=admission')
  const live = regulator.getByRole('article').filter({ hasText: '正在使用' }).first()
  await live.getByText(/条规则$/).click()
  const rows = live.getByRole('region', { name: '规则' }).getByRole('row')
  const all = await rows.count()
  const name = (await rows.nth(1).getByRole('cell').nth(1).innerText()).trim()
  await live.getByRole('searchbox', { name: '查找规则' }).fill(name)
  await expect(rows.filter({ hasText: name })).not.toHaveCount(0)
  expect(await rows.count()).toBeLessThan(all)

  await live.getByRole('link', { name: /为底稿起草/ }).click()
  const title = `不再需要的规则${String(Date.now()).slice(-6)}`
  await regulator.getByLabel('版本名称').fill(title)
  await regulator.getByRole('button', { name: '保存草稿' }).click()
  const drafted = regulator.getByRole('article').filter({ hasText: title })
  await expect(drafted).toContainText('须由他人启用')
  await drafted.getByRole('button', { name: /^删除草稿/ }).click()
  await regulator.getByRole('button', { name: '删除', exact: true }).last().click()
  await expect(drafted).toHaveCount(0)
})
