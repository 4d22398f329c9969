import type { Locator, Page } from '@playwright/test'
import { NEIGHBOURS_WISH } from '../support/people.ts'
import { expect, settled, test } from '../support/test.ts'

/** Presses Tab until the control has the focus, and sees that the focus shows. */
async function tabTo(page: Page, control: Locator): Promise<void> {
  const has = () => control.evaluate((one) => one === document.activeElement)
  for (let presses = 0; presses < 80 && !(await has()); presses += 1) await page.keyboard.press('Tab')
  expect(await has(), `${String(control)} is reached by Tab`).toBe(true)
  const ring = await control.evaluate((one) => {
    const style = getComputedStyle(one)
    return style.outlineStyle !== 'none' || style.boxShadow !== 'none'
  })
  expect(ring, `${String(control)} shows its focus`).toBe(true)
}

// N-05, U-11: no pointer is touched
test('the keyboard alone finds a product and applies', async ({ enter }) => {
  const page = await enter('neighbour')
  const { keyboard } = page
  await page.goto(`/market?${NEIGHBOURS_WISH}`)
  await settled(page)
  await keyboard.press('Tab')
  await expect(page.getByRole('link', { name: '跳到正文' })).toBeFocused()
  await tabTo(page, page.getByRole('article').first().getByRole('link').last())
  await keyboard.press('Enter')
  await settled(page)
  await tabTo(page, page.getByLabel('申请金额（万元）'))
  await keyboard.type('10')
  await tabTo(page, page.getByLabel('期限（月）'))
  await keyboard.type('12')
  await tabTo(page, page.getByLabel('贷款用途'))
  await keyboard.press('ArrowDown')
  await tabTo(page, page.getByLabel('姓名'))
  await keyboard.type('李小四')
  await tabTo(page, page.getByLabel('手机号码'))
  await keyboard.type('17000000002')
  await tabTo(page, page.getByRole('checkbox', { name: /我已阅读并同意/ }))
  await keyboard.press('Space')
  await tabTo(page, page.getByRole('button', { name: '提交申请' }))
  await keyboard.press('Enter')
  await expect(page.getByRole('status').filter({ hasText: '申请已提交' })).toBeVisible()
})
