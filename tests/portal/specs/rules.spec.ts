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
