import type { Page } from '@playwright/test'
import { PASSWORD } from '../support/people.ts'
import { filledIn, ordersOf } from '../support/pages.ts'
import { expect, settled, test } from '../support/test.ts'

// What a form refuses the browser writes into its console.
test.use({ tolerated: /Failed to load resource|40[19]|422/ })

async function fillDemand(page: Page, amount: string, rate: string): Promise<void> {
  await page.goto('/demands/new')
  await settled(page)
  for (const [label, value] of [
    ['金额（万元）', amount],
    ['期限（月）', '１２个月'],
    ['最高可接受年利率（%）', rate],
    ['姓名', '李小四'],
    ['手机号码', '(0558)1234567'],
  ] as const)
    await page.getByLabel(label).fill(value)
  await page.getByLabel('用途').selectOption({ index: 1 })
}
const publish = (page: Page) => page.getByRole('button', { name: '发布需求' }).click()

// U-18
test('a demand is understood as people write it, and refused in the unit of the field', async ({ enter }) => {
  const page = await enter('neighbour')
  await fillDemand(page, '500000', '百分之四')
  await publish(page)
  await expect(page.getByLabel('最高可接受年利率（%）')).toHaveAccessibleDescription(/例如 4\.35，表示 4\.35%/)
  await page.getByLabel('最高可接受年利率（%）').fill('4.35')
  await publish(page)
  await expect(page.getByLabel('金额（万元）')).toHaveAccessibleDescription(/1 万元 至 1 亿元/)
  await fillDemand(page, '５０万', '4.35%')
  await publish(page)
  await expect(page.getByRole('heading', { level: 1 })).toContainText('500,000.00 元 · 12 个月')
  await expect(page.getByText('年利率 4.35% 以内')).toBeVisible()
})

// U-11
test('an application whose answer was lost is one, also from a page loaded anew', async ({ enter }) => {
  const page = await enter('neighbour')
  const fill = async (amount: string) => {
    for (const [label, value] of [
      ['申请金额（万元）', amount],
      ['期限（月）', '12'],
      ['姓名', '李小四'],
      ['手机号码', '17000000002'],
    ] as const)
      await page.getByLabel(label).fill(value)
    await page.getByLabel('贷款用途').selectOption({ index: 1 })
  }
  const count = () => ordersOf('110000.00', page.request)
  const before = await count()
  await page.goto(await filledIn('/apply/{product}', page.request))
  await settled(page)
  await fill('11')
  await page.route('**/api/orders', async (route) => {
    if (route.request().method() !== 'POST') return route.continue()
    await route.fetch()
    await route.abort('connectionreset')
  })
  const send = () => page.getByRole('button', { name: '提交申请' }).click()
  await send()
  await expect(page.getByRole('alert')).toContainText('网络连接不上')
  await page.unrouteAll()
  await page.reload()
  await settled(page)
  await page.getByLabel('申请金额（万元）').fill('12')
  await send()
  const note = page.getByRole('alert').filter({ hasText: '此前已提交过这份申请' })
  await expect(note).toContainText(/RT\d{8}-\d+/)
  await expect(note.getByRole('button', { name: '另行提交一份' })).toBeVisible()
  expect(await count(), 'another content makes no second order by itself').toBe(before + 1)
  await page.getByLabel('申请金额（万元）').fill('11')
  await send()
  await expect(page.getByRole('status').filter({ hasText: '申请已提交' })).toBeVisible()
  expect(await count(), 'the same content is the same order').toBe(before + 1)
})

// U-26
test('the notice of unread messages covers nothing', async ({ enter }) => {
  const page = await enter('applicant', { size: { width: 390, height: 700 } })
  await page.goto('/demands/new')
  await settled(page)
  const notice = page.getByRole('status', { name: '未读消息' })
  const shown = await notice.isVisible()
  if (!shown) return
  const box = await notice.boundingBox()
  const covered = await page.getByRole('button').evaluateAll(
    (buttons, area) =>
      buttons
        .filter((button) => !button.closest('aside'))
        .map((button) => button.getBoundingClientRect())
        .filter(
          (one) =>
            area !== null &&
            one.left < area.x + area.width &&
            one.right > area.x &&
            one.top < area.y + area.height &&
            one.bottom > area.y,
        ).length,
    box,
  )
  expect(covered).toBe(0)
  await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight))
  await page.getByRole('button', { name: '发布需求' }).click({ trial: true })
})

// U-18, B-04
test('an officer reads a demand before the grab, and the firm sees it', async ({ enter }) => {
  const firm = await enter('neighbour')
  await fillDemand(firm, '66', '')
  await publish(firm)
  await expect(firm.getByText('还没有机构查阅')).toBeVisible()
  const id = firm.url().split('/').at(-1) ?? ''
  const officer = await enter('officer')
  await officer.goto(`/institution/demands/${id}`)
  await settled(officer)
  const facts = officer.getByRole('region', { name: '需求信息' })
  await expect(facts).toContainText('**四')
  await expect(facts).not.toContainText('05581234567')
  await expect(officer.getByRole('region', { name: '查阅与处理' })).toContainText('已查阅')
  await firm.reload()
  await expect(firm.getByRole('region', { name: '谁看过，谁处理了' })).toContainText('已查阅')
  await officer.getByRole('button', { name: '受理这项需求' }).click()
  await expect(officer.getByText('抢单成功')).toBeVisible()
  await firm.reload()
  await expect(firm.getByRole('region', { name: '谁看过，谁处理了' })).toContainText('已处理')

  // B-05: the refusal tells the firm why
  await officer.getByText('初审不通过').click()
  await officer.getByRole('combobox', { name: '原因' }).press('Enter')
  await officer.getByRole('option', { name: '经营流水不足' }).click()
  await officer.getByRole('option', { name: '负债较高' }).click()
  await officer.keyboard.press('Escape')
  await officer.getByRole('button', { name: '提交：初审不通过' }).click()
  await officer.getByRole('button', { name: '确认初审不通过' }).click()
  await expect(officer.getByText('初审未通过').first()).toBeVisible()
  await firm.getByRole('link', { name: '查看订单' }).click()
  await expect(firm.getByRole('region', { name: /没有通过的原因：经营流水不足、负债较高/ })).toContainText('怎样更容易通过')
})

// U-01
test('a password is sent as it was typed', async ({ enter }) => {
  const page = await enter('visitor')
  let sent = ''
  await page.route('**/api/session', async (route) => {
    if (route.request().method() !== 'POST') return route.continue()
    sent = (route.request().postDataJSON() as { password: string }).password
    await route.abort('connectionreset')
  })
  await page.goto('/sign-in')
  await page.getByLabel('账号').fill('applicant01')
  await page.getByLabel('密码').fill(` ${PASSWORD} `)
  await page.getByRole('button', { name: '登录', exact: true }).click()
  await expect(page.getByRole('alert')).toContainText('网络连接不上')
  expect(sent).toBe(` ${PASSWORD} `)
})
