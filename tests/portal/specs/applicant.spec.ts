import type { Page } from '@playwright/test'
import { DESKTOP, OUTPUT, PHONE } from '../support/people.ts'
import { filledIn } from '../support/pages.ts'
import { expect, settled, test } from '../support/test.ts'

// What a form refuses the browser writes into its console.
test.use({ tolerated: /Failed to load resource|40[149]|422/ })

/** Both sizes as a person sees them. */
async function pictured(page: Page, name: string): Promise<void> {
  for (const [kind, size] of [
    ['desk', DESKTOP],
    ['hand', PHONE],
  ] as const) {
    await page.setViewportSize(size)
    await page.screenshot({ path: `${OUTPUT}/pages/applicant-${name}-${kind}.png`, fullPage: true })
    const width = await page.evaluate(() => document.documentElement.scrollWidth)
    expect.soft(width, `${name}: nothing to scroll sideways`).toBeLessThanOrEqual(size.width)
  }
  await page.setViewportSize(DESKTOP)
}

// U-21: who waits for whom is said on both sides
test('a pre-credit is an offer, and both sides say who has to act', async ({ enter }) => {
  const firm = await enter('neighbour')
  const made = await firm.request.post('/api/demands', {
    data: {
      amount: '770000.00',
      term_months: 24,
      purpose: 'equipment',
      annual_rate_max: '0.06',
      contact_name: '李小四',
      contact_phone: '17000000002',
    },
  })
  const { id } = (await made.json()) as { id: string }
  const officer = await enter('officer')
  await officer.goto(`/institution/demands/${id}`)
  await officer.getByRole('button', { name: '受理这项需求' }).click()
  await expect(officer.getByText('抢单成功')).toBeVisible()
  const form = officer.getByRole('region', { name: '初审反馈' })
  const pass = form.getByText('初审通过', { exact: true })
  await pass.click()
  await form.getByLabel('预授信金额').fill('70')
  await form.getByLabel('年利率').fill('6.01')
  await form.getByLabel('期限').fill('24')
  await form.getByLabel('条件').fill('需提供设备采购合同')
  const send = async () => {
    await officer.getByRole('button', { name: '提交：初审通过' }).click()
    await officer.getByRole('button', { name: '核对无误，提交' }).click()
  }
  await send()
  await expect(form.getByRole('alert').first()).toContainText('年利率应在 0 % 至 6 % 之间')
  await form.getByLabel('年利率').fill('4.35')
  await send()
  const waiting = officer.getByText('正在等待申请人选择')
  await expect(waiting).toContainText('不计入本机构的办理时限')
  await expect(officer.getByText('待申请人选择', { exact: true })).toBeVisible()
  await expect(officer.getByRole('button', { name: /^提交：/ })).toHaveCount(0)

  await firm.goto(`/demands/${id}`)
  await settled(firm)
  await expect(firm.getByText('请选择：已有 1 家机构给出预授信')).toBeVisible()
  const offer = firm.getByRole('article')
  for (const said of ['700,000.00 元', '4.35%', '24 个月', '30,5', '需提供设备采购合同', '有效至'])
    await expect(offer).toContainText(said)
  await pictured(firm, 'offer')
  await offer.getByRole('link', { name: '查看订单' }).click()
  await expect(firm.getByRole('status').filter({ hasText: '请选择：' })).toContainText('选定之前机构等您')
  await pictured(firm, 'offer-order')
  await firm.getByRole('link', { name: '比较并选定' }).click()
  await firm.getByRole('button', { name: '选定这家' }).click()
  const readback = firm.getByRole('dialog')
  for (const said of ['700,000.00 元', '年利率 4.35%', '利息合计约', '需提供设备采购合同'])
    await expect(readback).toContainText(said)
  await firm.getByRole('button', { name: '核对无误，选定' }).click()
  await expect(firm.getByText('已选定').first()).toBeVisible()
  await officer.reload()
  const credit = officer.getByRole('region', { name: '授信反馈' })
  await credit.getByText('同意授信', { exact: true }).click()
  await expect(credit.getByLabel('年利率')).toHaveValue('4.35')
  await firm.getByRole('link', { name: '查看订单' }).click()
  await expect(firm.getByText('办理授信，应在')).toBeVisible()
  await expect(firm.getByText(/^客户经理/).first()).toBeVisible()
})

// U-33: what is wrong is named at once, and cleared as it is corrected
test('errors are named all at once, the first has the focus, each goes as it is corrected', async ({
  enter,
}) => {
  const firm = await enter('neighbour')
  await firm.goto('/demands/new')
  await settled(firm)
  await firm.getByLabel('金额（万元）').fill('500000')
  await firm.getByLabel('期限（月）').fill('12')
  await firm.getByLabel('最高可接受年利率（%）').fill('百分之四')
  await firm.getByLabel('姓名').fill('李小四')
  await firm.getByLabel('手机号码').fill('1234567')
  await firm.getByRole('button', { name: '发布需求' }).click()
  const said = (label: string) => firm.getByLabel(label)
  await expect(said('金额（万元）')).toHaveAccessibleDescription(/您填写的是 50 亿元/)
  await expect(said('用途')).toHaveAccessibleDescription(/请选择用途/)
  await expect(said('最高可接受年利率（%）')).toHaveAccessibleDescription(/例如 4\.35/)
  await expect(said('手机号码')).toHaveAccessibleDescription(/请填写 11 位手机号/)
  await expect(said('金额（万元）')).toBeFocused()
  await pictured(firm, 'errors')
  await said('金额（万元）').fill('50')
  await expect(said('金额（万元）')).not.toHaveAttribute('aria-invalid', 'true')
  await expect(said('手机号码')).toHaveAttribute('aria-invalid', 'true')
  // The same mistake again is said again.
  await said('金额（万元）').fill('500000')
  await firm.getByRole('button', { name: '发布需求' }).click()
  await expect(said('金额（万元）')).toHaveAccessibleDescription(/您填写的是 50 亿元/)
})

// U-20: sum and term stay in the address of every page
test('cost travels from the first page to the application', async ({ enter }) => {
  const firm = await enter('neighbour')
  await firm.goto('/')
  await settled(firm)
  await firm.getByLabel('想贷多少（万元）').fill('很多')
  await firm.getByRole('button', { name: '看看合适的产品' }).click()
  await expect(firm.getByLabel('想贷多少（万元）')).toBeFocused()
  await expect(firm.getByText('请填写数字，例如 50')).toBeVisible()
  await firm.getByLabel('想贷多少（万元）').fill('10')
  await firm.getByLabel('用多久').selectOption('24')
  await firm.getByRole('button', { name: '看看合适的产品' }).click()
  await expect(firm).toHaveURL(/\/market\?amount=100000&term_months=24/)
  await settled(firm)
  await expect(firm.getByRole('article').first()).toContainText(/借 10 万元 24 个月：每月约 [\d,]+ 元/)
  await pictured(firm, 'market')
  await firm.getByRole('navigation').first().getByRole('link', { name: '金融机构' }).click()
  await expect(firm).toHaveURL(/\/institutions\?amount=100000&term_months=24/)
  const product = await filledIn('/products/{product}', firm.request)
  await firm.goto(`${product}?amount=100000&term_months=12`)
  await settled(firm)
  await expect(firm.getByLabel('贷款金额（万元）')).toHaveValue('10')
  await firm.getByLabel('期限（月）').fill('6')
  await expect(firm).toHaveURL(/term_months=6/)
  await firm.getByRole('button', { name: '按此方案申请' }).click()
  await expect(firm).toHaveURL(/\/apply\/.*amount=100000&term_months=6/)
  await settled(firm)
  await expect(firm.getByLabel('申请金额（万元）')).toHaveValue('10')
  await expect(firm.getByLabel('还款估算')).toContainText(/每月还 [\d,]+ 元 · 利息合计 [\d,]+ 元/)
  await pictured(firm, 'apply')
})

// U-20, U-29
test('who does not fit is told why, and the guide follows the kind of loan', async ({ enter }) => {
  const firm = await enter('neighbour')
  const product = await filledIn('/products/{product}', firm.request)
  await firm.goto(`${product}?amount=9999999999&term_months=360`)
  await settled(firm)
  const fit = firm.getByRole('region', { name: '这款产品目前不适合您' })
  await expect(fit.getByRole('listitem').filter({ hasText: '不符合' })).toHaveCount(2)
  await expect(fit).toContainText('您要 360 个月')
  await expect(firm.getByRole('region', { name: '这款产品怎样办理' })).toContainText('放款')
  await pictured(firm, 'fit')
  await firm.goto('/help')
  await firm.getByRole('button', { name: '保证贷款' }).click()
  await expect(firm.getByText('融资担保机构约定担保比例')).toBeVisible()
  await firm.getByRole('button', { name: '发布融资需求' }).click()
  await expect(firm).toHaveURL(/kind=demand/)
  await expect(firm.getByText('选择期间不计机构的办理时限')).toBeVisible()
  await pictured(firm, 'help')
})

// U-26
test('all messages are read at once, and each leads somewhere', async ({ enter }) => {
  const firm = await enter('neighbour')
  await firm.goto('/inbox')
  await settled(firm)
  await pictured(firm, 'inbox')
  const rows = firm.getByRole('main').getByRole('listitem').filter({ has: firm.locator('time') })
  const links = rows.getByRole('link', { name: '查看', exact: true })
  expect(await rows.count()).toBeGreaterThan(0)
  expect(await links.count()).toBe(await rows.count())
  const all = firm.getByRole('button', { name: /全部标为已读/ })
  if (await all.isVisible()) await all.click()
  await expect(all).toHaveCount(0)
  await expect(firm.getByRole('button', { name: '标为已读', exact: true })).toHaveCount(0)
  const answer = await firm.request.get('/api/inbox')
  expect(((await answer.json()) as { unread: number }).unread).toBe(0)
})

test('who comes back finds the same rows, place and filter', async ({ enter }) => {
  const firm = await enter('applicant')
  await firm.goto('/market?sort=rate')
  await settled(firm)
  await firm.getByRole('button', { name: '显示更多' }).click()
  const cards = firm.getByRole('article')
  await expect(cards).toHaveCount(36)
  const card = cards.nth(30).getByRole('heading').getByRole('link')
  const name = await card.innerText()
  await card.scrollIntoViewIfNeeded()
  const place = await firm.evaluate(() => window.scrollY)
  expect(place).toBeGreaterThan(500)
  await card.click()
  await expect(firm.getByRole('heading', { level: 1 })).toHaveText(name)
  await firm.goBack()
  await expect(firm).toHaveURL(/sort=rate/)
  await expect(cards).toHaveCount(36)
  await expect.poll(() => firm.evaluate(() => window.scrollY)).toBeGreaterThan(place - 60)
  await expect(cards.nth(30)).toContainText(name)
})
