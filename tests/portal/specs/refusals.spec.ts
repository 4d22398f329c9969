import { filledIn } from '../support/pages.ts'
import { expect, settled, test } from '../support/test.ts'

test.use({ tolerated: /401|409|422/ })

//
test('a form names all that is missing at once, begins at the first, and is quiet where it is mended', async ({
  enter,
}) => {
  const page = await enter('regulator')
  await page.goto('/regulator/exposure')
  await settled(page)
  await page.getByRole('button', { name: '设立资金池' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('补偿比例（%）').fill('百分之四十')
  const send = dialog.getByRole('button', { name: '保存资金池' })
  await expect(send).toBeEnabled()
  await send.click()
  const faults = dialog.locator('.fault')
  await expect(faults).toHaveText(['请填写名称', '请填写金额（万元）', '请只填写数字，例如 4.35，表示 4.35%'])
  await expect(dialog.getByLabel('名称', { exact: true })).toBeFocused()
  await dialog.getByLabel('名称', { exact: true }).fill('甲池')
  await expect(faults).toHaveCount(2)
})

// O-08
test('a product is sent back with a reason, which is asked for when it is missing', async ({ enter }) => {
  const page = await enter('operator')
  await page.goto('/operator/reviews')
  await settled(page)
  await page.getByRole('link', { name: /^审核/ }).first().click()
  await settled(page)
  const reject = page.getByRole('button', { name: '驳回' })
  await expect(reject).toBeEnabled()
  await reject.click()
  await expect(page.getByRole('alert').filter({ hasText: '请说明驳回原因' })).toBeVisible()
  await expect(page.getByLabel('审核意见')).toBeFocused()
})

// B-06, R-06
test('an alert is handled with what was done, and the form says what of it is missing', async ({ enter }) => {
  const page = await enter('officer')
  await page.goto(await filledIn('/institution/alerts/{alert}', page.request))
  await settled(page)
  const form = page.getByRole('region', { name: '登记处置' })
  await form.getByRole('button', { name: '登记处置' }).click()
  await expect(form.getByRole('alert').filter({ hasText: '请选择处置措施' })).toBeVisible()
  await expect(form.getByRole('alert').filter({ hasText: '请填写说明' })).toBeVisible()
  await expect(form.getByRole('combobox', { name: '处置措施' })).toBeFocused()
  await form.getByLabel('说明').fill('电话联系')
  await expect(form.getByRole('alert').filter({ hasText: '请填写说明' })).toHaveCount(0)
})

// N-05
for (const portal of ['', '/institution', '/officer-phone', '/regulator'])
  test(`the sign-in of ${portal || 'applicants'} says what is missing`, async ({ enter }) => {
    const page = await enter('visitor')
    await page.goto(`${portal}/sign-in`)
    await settled(page)
    await page.locator('main').getByRole('button', { name: '登录' }).click()
    await expect(page.locator('.fault')).toHaveText(['请填写账号', '请填写密码'])
    await expect(page.getByLabel('账号')).toBeFocused()
  })
