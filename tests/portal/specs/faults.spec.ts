import type { Page, Request, Route } from '@playwright/test'
import { filledIn, ordersOf } from '../support/pages.ts'
import { expect, settled, test } from '../support/test.ts'

// The browser itself writes each failed request into its console.
test.use({ tolerated: /Failed to load resource/ })

/** Makes the writes to a path fare as `fate` says, and remembers them. */
async function writes(page: Page, path: string, fate: (route: Route) => Promise<void>): Promise<Request[]> {
  const sent: Request[] = []
  await page.unrouteAll()
  await page.route(path, async (route) => {
    if (route.request().method() !== 'POST') return route.continue()
    sent.push(route.request())
    await fate(route)
  })
  return sent
}
const key = (request: Request | undefined) => request?.headers()['idempotency-key']
const lost = (route: Route) => route.abort('internetdisconnected')
const broken = (route: Route) =>
  route.fulfill({ status: 500, contentType: 'application/problem+json', body: '{"code":"internal"}' })
/** The platform takes it, but its answer never arrives. */
const unanswered = async (route: Route) => {
  await route.fetch()
  await route.abort('connectionreset')
}

async function fillApplication(page: Page): Promise<() => Promise<void>> {
  await page.goto(await filledIn('/apply/{product}', page.request))
  await settled(page)
  const typed: [string, string][] = [
    ['申请金额（万元）', '10'],
    ['期限（月）', '12'],
    ['姓名', '李小四'],
    ['手机号码', '17000000002'],
  ]
  for (const [label, value] of typed) await page.getByLabel(label).fill(value)
  await page.getByLabel('贷款用途').selectOption({ index: 1 })
  return async () => {
    for (const [label, value] of typed) await expect(page.getByLabel(label)).toHaveValue(value)
  }
}

// N-03, N-04, U-11, U-33
test('an application outlives a lost network, a broken platform and a lost answer', async ({ enter }) => {
  const page = await enter('neighbour')
  const nothingIsLost = await fillApplication(page)
  const send = () => page.getByRole('button', { name: '提交申请' }).click()
  const count = () => ordersOf('100000.00', page.request)
  const before = await count()
  const fates: [(route: Route) => Promise<void>, string][] = [
    [lost, '网络连接不上'],
    [broken, '平台暂时无法处理'],
    [unanswered, '网络连接不上'],
  ]
  const keys = new Set<string | undefined>()
  for (const [fate, words] of fates) {
    const sent = await writes(page, '**/api/orders', fate)
    await send()
    await expect(page.getByRole('alert')).toContainText(words)
    await nothingIsLost()
    keys.add(key(sent[0]))
  }
  const sent = await writes(page, '**/api/orders', (route) => route.continue())
  await send()
  await expect(page.getByRole('status').filter({ hasText: '申请已提交' })).toBeVisible()
  keys.add(key(sent[0]))
  expect([...keys], 'each try has the same key').toEqual([expect.any(String)])
  expect(await count(), 'and all of them make one order').toBe(before + 1)
})

// U-33
test('a refused field says so beside it, and the rest stays', async ({ enter }) => {
  const page = await enter('neighbour')
  await fillApplication(page)
  await page.getByLabel('手机号码').fill('123')
  await page.getByLabel('期限（月）').fill('999')
  await page.getByRole('button', { name: '提交申请' }).click()
  for (const label of ['手机号码', '期限（月）']) {
    const field = page.getByLabel(label)
    await expect(field).toHaveAttribute('aria-invalid', 'true')
    await expect(field).toHaveAccessibleDescription(/[\u4e00-\u9fff]/)
  }
  await expect(page.getByLabel('姓名')).toHaveValue('李小四')
})

// B-02, N-04
for (const portal of ['institution', 'officer-phone']) {
  test(`an officer's remark outlives a lost network in ${portal}`, async ({ enter }) => {
    const page = await enter('officer')
    await page.goto(await filledIn(`/${portal}/orders/{grabbed}`, page.request))
    await page.getByRole('radiogroup', { name: '结果' }).getByText('初审通过').click()
    await page.getByLabel('内部备注').fill('电话已核实')
    for (const [fate, words] of [
      [lost, '网络连接不上'],
      [broken, '平台暂时无法处理'],
    ] as const) {
      await writes(page, '**/first-review', fate)
      await page.getByRole('button', { name: '提交：初审通过' }).click()
      await expect(page.getByRole('alert')).toContainText(words)
      await expect(page.getByLabel('内部备注')).toHaveValue('电话已核实')
    }
    await page.reload()
    await expect(page.getByLabel('内部备注')).toHaveValue('电话已核实')
  })
}

// N-04
test('a list that cannot be read offers another try', async ({ enter }) => {
  const page = await enter('visitor')
  await page.route('**/api/products?*', lost)
  await page.goto('/market')
  await expect(page.getByRole('alert').first()).toContainText('网络连接不上')
  await page.unrouteAll()
  await page.getByRole('button', { name: '再试一次' }).first().click()
  await expect(page.getByRole('article').first()).toBeVisible()
})
