import type { APIRequestContext, Locator, Page } from '@playwright/test'
import { DESKTOP, PHONE } from '../support/people.ts'
import { expect, settled, test } from '../support/test.ts'

// What a form refuses the browser writes into its console.
test.use({ tolerated: /Failed to load resource|409|422/ })

interface Order {
  id: string
  number: string
  amount: string
  applicant_name?: string
  decision?: string
  stage_due_at?: string
}

async function ordersOf(caller: APIRequestContext, query: string): Promise<Order[]> {
  const answer = await caller.get(`/api/orders?${query}`)
  return ((await answer.json()) as { items: Order[] }).items
}
const rows = (page: Page | Locator) => page.locator('a[data-row]')
const focused = (control: Locator) => control.evaluate((one) => one === document.activeElement)

// B-12: what is due first, by the tile that counts it; the keyboard; and back to the same
test('an officer works through what is due', async ({ enter }) => {
  const page = await enter('officer')
  await page.goto('/institution/')
  await settled(page)
  const tiles = page.getByRole('list', { name: '到期情况' })
  const late = tiles.getByRole('link', { name: /已超时/ })
  const count = Number((await late.innerText()).replace(/\D/g, ''))
  expect(count, 'the demo city has orders that are late').toBeGreaterThan(0)
  await late.click()
  await expect(page).toHaveURL(/due=overdue/)
  await expect(page.getByText(`共 ${String(count)} 个`)).toBeVisible()
  const all = await rows(page).allInnerTexts()
  expect(all.length).toBe(Math.min(count, 20))
  await page.locator('body').press('j')
  expect(await focused(rows(page).first())).toBe(true)
  await page.keyboard.press('j')
  await page.keyboard.press('k')
  expect(await focused(rows(page).first())).toBe(true)
  await page.keyboard.press('Enter')
  await settled(page)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(all[0] ?? '')
  await page.getByRole('link', { name: '‹ 返回' }).click()
  await expect(page).toHaveURL(/due=overdue/)
  await expect(rows(page)).toHaveText(all)
})

// B-02: the list is found again as it was left, with its rows and its place
test('a list keeps filter, rows and place', async ({ enter }) => {
  const page = await enter('manager')
  await page.goto('/institution/orders?view=table&sort=oldest')
  await settled(page)
  await page.getByRole('button', { name: '显示更多' }).click()
  await expect(rows(page)).toHaveCount(40)
  const last = rows(page).nth(35)
  await last.scrollIntoViewIfNeeded()
  const [text, before] = [await last.innerText(), await page.evaluate(() => window.scrollY)]
  await last.click()
  await settled(page)
  await page.getByRole('link', { name: '‹ 返回' }).click()
  await expect(page).toHaveURL(/sort=oldest/)
  await expect(rows(page)).toHaveCount(40)
  await expect(rows(page).nth(35)).toHaveText(text)
  await expect.poll(() => page.evaluate(() => window.scrollY)).toBeGreaterThan(before - 200)

  const name = text.slice(2, 5)
  await page.getByLabel('企业名称或订单编号').fill(name)
  await page.getByRole('button', { name: '查询' }).click()
  await expect(page).toHaveURL(/q=/)
  await expect(rows(page).filter({ hasNotText: name })).toHaveCount(0)
  await expect(rows(page).filter({ hasText: name }).first()).toBeVisible()
  await page.getByRole('button', { name: '清除条件' }).click()
  await expect(rows(page)).toHaveCount(20)
})

for (const size of [DESKTOP, PHONE]) {
  // B-02
  test(`the board fits ${String(size.width)} pixels, and what is over is folded away`, async ({ enter }) => {
    for (const who of ['officer', 'manager'] as const) {
      const page = await enter(who, { size })
      await page.goto('/institution/orders')
      await settled(page)
      const wider = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      )
      expect(wider).toBeLessThanOrEqual(0)
      const board = page.getByRole('region', { name: '订单看板' })
      const inside = await board.evaluate((one) => one.scrollWidth - one.clientWidth)
      expect(inside).toBeLessThanOrEqual(0)
      await expect(page.locator('details.closed[open]')).toHaveCount(0)
      await page.locator('details.closed summary').first().click()
      await expect(page.locator('details.closed[open] a[data-row]').first()).toBeVisible()
    }
  })
}

// B-02, N-04: nothing is chosen for the officer, all errors at once, the first has the keyboard; then the next order
for (const portal of ['institution', 'officer-phone']) {
  test(`a first review is meant, and leads to the next order in ${portal}`, async ({ enter }) => {
    const page = await enter('officer', { size: portal === 'institution' ? DESKTOP : PHONE })
    const open = await ordersOf(page.request, 'state=grabbed&limit=100')
    // Each portal an order of its own: both run at once.
    const mine = portal === 'institution' ? open : open.toReversed()
    const order = mine.find((one) => one.decision !== 'refuse')
    await page.goto(`/${portal}/orders/${order?.id ?? ''}`)
    await settled(page)
    const verdicts = page.getByRole('radiogroup', { name: '结果' })
    await expect(verdicts.getByRole('radio', { checked: true })).toHaveCount(0)
    await page.getByRole('button', { name: '提交', exact: true }).click()
    await expect(page.getByText('请选择结果')).toBeVisible()
    await expect.poll(() => focused(verdicts.getByRole('radio').first())).toBe(true)
    await verdicts.getByText('初审通过').click()
    await expect(page.getByText('请选择结果')).toHaveCount(0)
    await page.getByLabel(/预授信金额/).fill('很多')
    await page.getByRole('button', { name: '提交：初审通过' }).click()
    const amount = page.getByLabel(/预授信金额/)
    await expect(amount).toHaveAttribute('aria-invalid', 'true')
    await expect.poll(() => focused(amount)).toBe(true)
    await amount.fill(String(Number(order?.amount) / 10_000))
    await expect(amount).toHaveAttribute('aria-invalid', 'false')
    await page.getByRole('button', { name: '提交：初审通过' }).click()
    await page.getByRole('button', { name: '核对无误，提交' }).click()
    const again = page.getByRole('button', { name: '确认无误' })
    const done = page.getByText('已提交，订单进入“授信审批中”')
    await expect(again.or(done).first()).toBeVisible()
    if (await again.isVisible()) await again.click()
    await expect(done).toBeVisible()
    await page.getByRole('link', { name: /下一单/ }).click()
    await settled(page)
    expect(page.url()).not.toContain(order?.id ?? '?')
  })
}

// W-06, B-03: a loan is settled, and its report read, in the hand as at the desk
test('the telephone settles a loan and has its report', async ({ enter }) => {
  const page = await enter('officer', { size: PHONE })
  const [loan] = await ordersOf(page.request, 'state=disbursed&sort=oldest&limit=1')
  await page.goto(`/officer-phone/orders/${loan?.id ?? ''}`)
  await settled(page)
  await expect(page.getByRole('region', { name: '信用报告' })).toBeVisible()
  await page.getByRole('button', { name: '提交：已结清' }).click()
  const day = page.getByLabel('结清日期')
  await expect(day).toHaveAccessibleDescription('请选择结清日期')
  await day.fill(new Date().toLocaleDateString('sv', { timeZone: 'Asia/Shanghai' }))
  await page.getByRole('button', { name: '提交：已结清' }).click()
  await expect(page.getByRole('dialog')).toContainText('全部结清')
  await page.getByRole('button', { name: '核对无误，提交' }).click()
  const again = page.getByRole('button', { name: '确认无误' })
  const done = page.getByText('已提交，订单进入“已结清”')
  await expect(again.or(done).first()).toBeVisible()
  if (await again.isVisible()) await again.click()
  await expect(done).toBeVisible()
})

// B-23, B-24, B-11
test('a manager sees who has what, reminds, and hands over', async ({ enter }) => {
  const page = await enter('manager')
  await page.goto('/institution/staff')
  await settled(page)
  const busy = page.getByRole('link', { name: /的在办订单/ }).first()
  const count = await busy.innerText()
  await busy.click()
  await settled(page)
  await expect(page.getByText(`共 ${count} 个`)).toBeVisible()
  await expect(page.getByRole('columnheader', { name: '客户经理' })).toBeVisible()

  const [order] = await ordersOf(page.request, 'state=first_review_passed&limit=1')
  await page.goto(`/institution/orders/${order?.id ?? ''}`)
  await settled(page)
  await page.getByRole('button', { name: /^催办/ }).click()
  await expect(page.getByText('已催办', { exact: true })).toBeVisible()
  await page.getByRole('button', { name: /^催办/ }).click()
  await expect(page.getByText('一小时内已催办过')).toBeVisible()
  await page.getByRole('button', { name: /^改派/ }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: '确认改派' }).click()
  await expect(dialog.getByText('请选择本机构在岗的客户经理')).toBeVisible()
  const to = dialog.getByLabel('改派给')
  await expect.poll(() => focused(to)).toBe(true)
  await to.selectOption({ index: 1 })
  const name = (await to.locator('option:checked').innerText()).replace(/（.*/, '').trim()
  await dialog.getByRole('button', { name: '确认改派' }).click()
  await expect(dialog).toHaveCount(0)
  await expect(page.getByText(`客户经理 ${name}`)).toBeVisible()
})

// B-08, B-09
test('a product tells what it offers and brings, and comes back out of review', async ({ enter }) => {
  const page = await enter('manager')
  await page.goto('/institution/products')
  await settled(page)
  const card = page.getByRole('listitem').filter({ hasText: '已上架' }).filter({ hasText: /在办/ }).first()
  await expect(card).toContainText(/年利率 .*%/)
  await card.getByRole('link').first().click()
  await settled(page)
  await expect(page.getByRole('region', { name: /在售内容/ })).toContainText('年利率')
  await expect(page.getByRole('region', { name: /^订单/ }).getByRole('listitem').first()).toBeVisible()

  await page.goto('/institution/products/new')
  await page.getByRole('button', { name: '保存草稿' }).click()
  await expect.poll(() => focused(page.getByLabel('产品名称'))).toBe(true)
  for (const [label, value] of [
    ['产品名称', `撤回试验${String(Date.now()).slice(-7)}`],
    ['最低额度', '5'],
    ['最高额度', '100'],
    ['最低年利率', '3.65'],
    ['最高年利率', '5.85'],
  ] as const)
    await page.getByLabel(label).fill(value)
  await page.getByRole('button', { name: '保存草稿' }).click()
  await page.getByRole('button', { name: '提交审核' }).click()
  await page.getByRole('button', { name: '撤回送审' }).click()
  await page.getByRole('button', { name: '确认撤回' }).click()
  await expect(page.getByRole('button', { name: '编辑草稿' })).toBeVisible()
  await expect(page.getByText('已撤回送审')).toBeVisible()
})
