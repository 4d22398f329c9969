import type { Locator, Page } from '@playwright/test'
import { DESKTOP, PASSWORD, PEOPLE, PHONE, SMALL_PHONE } from '../support/people.ts'
import { expect, test } from '../support/test.ts'

// One after the other: what one makes, the next needs.
test.describe.configure({ mode: 'serial' })
const name = `融易信用贷${String(Date.now()).slice(-7)}`
const filled = (page: Page | Locator, fields: Record<string, string>) =>
  Object.entries(fields).reduce(
    (before, [label, value]) => before.then(() => page.getByLabel(label, { exact: true }).fill(value)),
    Promise.resolve(),
  )
const press = (page: Page | Locator, button: string | RegExp) =>
  page.getByRole('button', { name: button }).click()
/** The newest step of a timeline. */
const newest = (page: Page) => page.getByRole('region', { name: '办理进度' }).getByRole('listitem').first()

/** Follows a link that may be on a later page of its list. */
async function found(page: Page, link: string): Promise<void> {
  const wanted = page.getByRole('link', { name: link })
  await expect(async () => {
    const more = page.getByRole('button', { name: '显示更多' })
    if (!(await wanted.isVisible()) && (await more.isVisible())) await more.click()
    await expect(wanted).toBeVisible({ timeout: 500 })
  }).toPass()
  await wanted.click()
}

// B-08, O-08, G-31, U-08
test('a product comes from the bank through two approvals to the market', async ({ enter }) => {
  const manager = await enter('manager')
  await manager.goto('/institution/products')
  await manager.getByRole('link', { name: '新建产品' }).click()
  await filled(manager, {
    产品名称: name,
    产品简介: '小微企业流动资金，随借随还',
    最低额度: '5',
    最高额度: '100',
    最短期限: '3',
    最长期限: '24',
    最低年利率: '3.65',
    最高年利率: '5.85',
    申请条件: '经营满一年',
    所需材料: '营业执照',
  })
  await press(manager, '保存草稿')
  await press(manager, '提交审核')
  await expect(manager.getByText('审核中，通过后自动上架')).toBeVisible()

  for (const role of ['operator', 'regulator'] as const) {
    const reviewer = await enter(role)
    await reviewer.goto(`/${role}/reviews`)
    await found(reviewer, `审核${name}`)
    await expect(reviewer.getByRole('region', { name: '内容变化' })).toContainText('3.65%')
    await press(reviewer, '通过')
    await expect(reviewer.getByRole('heading', { name: '产品审核' })).toBeVisible()
  }
  const visitor = await enter('visitor')
  await visitor.goto(`/market?q=${name}`)
  await expect(visitor.getByRole('link', { name, exact: true })).toBeVisible()
})

// B-09, O-08
test('a change is reviewed as a change, and its refusal reaches the bank with the reason', async ({
  enter,
}) => {
  const manager = await enter('manager')
  await manager.goto('/institution/products')
  await found(manager, name)
  await press(manager, '编辑新版本')
  await filled(manager, { 最低年利率: '3.45' })
  await press(manager, '保存草稿')
  await press(manager, '提交审核')
  await expect(manager.getByText('审核中，通过后自动上架')).toBeVisible()

  const operator = await enter('operator')
  await operator.goto('/operator/reviews')
  await found(operator, `审核${name}`)
  const changes = operator.getByRole('region', { name: '内容变化' })
  await expect(changes).toContainText('改动了 1 项')
  await expect(changes.getByRole('deletion')).toHaveText('3.65%')
  await expect(changes.getByRole('insertion')).toHaveText('3.45%')
  await operator.getByLabel('审核意见').fill('利率低于报备值')
  await press(operator, '驳回')
  await expect(operator.getByRole('heading', { name: '产品审核' })).toBeVisible()
  await manager.reload()
  await expect(manager.getByText('利率低于报备值').first()).toBeVisible()
})

/** Applies on the open page; gives the order's number. U-11, U-28, UM-05 */
async function apply(page: Page): Promise<string> {
  await expect(page.getByLabel('申请金额（万元）')).toHaveValue('50')
  await page.getByLabel('贷款用途').selectOption({ label: '日常经营周转' })
  await filled(page, { 姓名: '张小三', 手机号码: '17000000001' })
  await page.reload()
  await expect(page.getByLabel('手机号码')).toHaveValue('17000000001')
  await page.getByRole('checkbox', { name: /我已阅读并同意/ }).check()
  await press(page, '提交申请')
  await expect(page.getByRole('status').filter({ hasText: '申请已提交' })).toBeVisible()
  await expect(newest(page)).toContainText('提交申请')
  return (
    (
      await page
        .getByText(/RT\d{8}-\d+/)
        .first()
        .innerText()
    ).match(/RT\d{8}-\d+/)?.[0] ?? ''
  )
}

/** Sees the order come without a reload, within two seconds, and grabs it. B-01 */
async function grab(officer: Page, number: string): Promise<void> {
  const button = officer.getByRole('button', { name: `抢单 ${number}` })
  await expect(button).toBeVisible({ timeout: 2000 })
  await button.click()
  await expect(officer.getByText('抢单成功')).toBeVisible()
}

/** First review, credit, disbursement; the applicant's open page shows each step by itself. B-02, B-05, U-15 */
async function decide(officer: Page, applicant: Page): Promise<void> {
  await expect(newest(applicant)).toContainText('抢单受理')
  await officer.getByRole('radiogroup', { name: '结果' }).getByText('初审通过').click()
  await filled(officer, { 内部备注: '电话已核实' })
  await press(officer, '提交：初审通过')
  await expect(newest(applicant)).toContainText('初审通过')
  await officer.getByRole('radiogroup', { name: '结果' }).getByText('同意授信').click()
  await filled(officer, { 授信金额: '40', 年利率: '4.35', 授信期限: '12' })
  await press(officer, '提交：同意授信')
  await expect(officer.getByRole('dialog')).toContainText('授信 40 万元 · 4.35% · 12 个月')
  await press(officer, '核对无误，提交')
  await expect(newest(applicant)).toContainText('授信通过')
  await expect(newest(applicant)).toContainText('金额 400,000.00 元，年利率 4.35%')
  await officer.getByRole('radiogroup', { name: '结果' }).getByText('已放款').click()
  await filled(officer, { 放款金额: '40', 借款合同编号: 'HT-2026-0001' })
  await press(officer, '提交：已放款')
  await expect(officer.getByRole('dialog')).toContainText('放款 40 万元 · 合同 HT-2026-0001')
  await press(officer, '核对无误，提交')
  await expect(newest(applicant)).toContainText('放款完成')
  await expect(applicant.getByText('电话已核实'), 'the bank keeps its notes').toHaveCount(0)
}

// X-01, U-09, U-11, U-15, U-28, N-01
test('a firm searches, calculates, applies and is paid, at desks', async ({ enter }) => {
  const officer = await enter('officer', { size: DESKTOP })
  await officer.goto('/institution/pool')
  const firm = await enter('visitor', { size: DESKTOP })
  await firm.goto('/market')
  await firm.getByRole('searchbox').fill(name)
  await press(firm, '搜索')
  await firm.getByRole('link', { name, exact: true }).click()
  const calculator = firm.getByRole('region', { name: '还款试算' })
  await filled(calculator, { '贷款金额（万元）': '50', '期限（月）': '12', '年利率（%）': '4.35' })
  // 500,000 yuan in equal instalments over a year at 4.35 %.
  await expect(calculator).toContainText('42,654.95')
  await press(calculator, '按此方案申请')
  await filled(firm, { 账号: PEOPLE.applicant, 密码: PASSWORD })
  await press(firm, '登录')
  const number = await apply(firm)
  await grab(officer, number)
  await decide(officer, firm)
})

// UM-01, UM-05, UM-13, W-07
test('the same in two hands, on telephones', async ({ enter }) => {
  const officer = await enter('officer', { size: PHONE })
  await officer.goto('/officer-phone/')
  const firm = await enter('applicant', { size: SMALL_PHONE })
  await firm.goto(`/market?q=${name}`)
  await firm.getByRole('link', { name, exact: true }).click()
  await filled(firm.getByRole('region', { name: '还款试算' }), {
    '贷款金额（万元）': '50',
    '期限（月）': '12',
  })
  await press(firm, '按此方案申请')
  const number = await apply(firm)
  await grab(officer, number)
  await decide(officer, firm)
})
