import type { Page } from '@playwright/test'
import { PHONE, type Who } from '../support/people.ts'
import { PAGES, filledIn } from '../support/pages.ts'
import { expect, settled, test } from '../support/test.ts'

/** A page of others, in each portal: who opens it, and what brings them to their own work. */
const FOREIGN: [who: Exclude<Who, 'visitor'>, path: string, own: string][] = [
  ['officer', '/orders', '/institution/'],
  ['applicant', '/institution/orders', '/'],
  ['officer', '/institution/products', '/institution/'],
  ['manager', '/officer-phone/orders', '/institution/'],
  ['regulator', '/operator/dictionary', '/regulator/'],
  ['operator', '/regulator/', '/operator/'],
]

// N-05: no empty page, and no sign-in that leads back to where nobody may be
for (const [who, path, own] of FOREIGN) {
  test(`${who} reads at ${path} that it is not for them`, async ({ enter }) => {
    const page = await enter(who)
    await page.goto(path)
    await expect(page.getByRole('heading', { level: 1, name: '没有权限' })).toBeVisible()
    await expect(page).toHaveTitle(/^没有权限/)
    await expect(page.getByRole('link', { name: /去.*的首页/ })).toHaveAttribute('href', own)
    await expect(page.getByRole('button', { name: '退出并换一个账号登录' })).toBeVisible()
    expect(new URL(page.url()).pathname).toBe(path)
    await page.setViewportSize(PHONE)
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(PHONE.width)
  })
}

// UM-01
test('the pages stand in groups at the side, and in a drawer on a phone', async ({ enter }) => {
  const page = await enter('regulator')
  await page.goto('/regulator/')
  await settled(page)
  const side = page.getByRole('complementary').getByRole('navigation', { name: '主导航' })
  await expect(side.getByRole('region', { name: '风险' }).getByRole('link')).toHaveCount(4)
  await side.getByRole('link', { name: '名单管理' }).click()
  await expect(side.getByRole('link', { name: '名单管理' })).toHaveAttribute('aria-current', 'page')
  await expect(page.getByRole('button', { name: '菜单' })).toBeHidden()

  const phone = await enter('regulator', { size: PHONE })
  await phone.goto('/regulator/')
  await settled(phone)
  await expect(phone.getByRole('navigation', { name: '主导航' })).toBeHidden()
  const button = phone.getByRole('button', { name: '菜单' })
  await expect(button).toHaveAttribute('aria-expanded', 'false')
  await button.focus()
  await phone.keyboard.press('Enter')
  const drawer = phone.getByRole('dialog', { name: '菜单' })
  await expect(drawer.getByRole('region', { name: '业务' })).toBeVisible()
  await phone.keyboard.press('Escape')
  await expect(drawer).toBeHidden()
  await expect(button).toBeFocused()
  await button.click()
  await drawer.getByRole('link', { name: '订单' }).click()
  await expect(drawer).toBeHidden()
  await expect(phone.getByRole('heading', { level: 1, name: '订单' })).toBeVisible()
})

/** The tables of a page that do not show all their columns, and what makes the page itself wider than the window. */
async function cut(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const wide = [...document.querySelectorAll('main .sheet, main .scroll')]
      .filter((one) => one.clientWidth > 0 && one.scrollWidth > one.clientWidth)
      .map((one) => `${one.getAttribute('aria-label') ?? ''}: ${one.scrollWidth} in ${one.clientWidth}`)
    const { scrollWidth, clientWidth } = document.documentElement
    return scrollWidth > clientWidth ? [...wide, `page: ${scrollWidth} in ${clientWidth}`] : wide
  })
}

/** Codes that were left as they travel: Latin words that are no name of an account and stand in no `code`. */
async function codes(page: Page): Promise<string[]> {
  return page.locator('main').evaluate((main) => {
    const copy = main.cloneNode(true) as HTMLElement
    for (const one of copy.querySelectorAll('code, style, script, svg')) one.remove()
    return (copy.textContent ?? '').match(/(?<![\w.@/-]|如 )[a-z]{2,}(_[a-z]+)*(?![\w.@/])/g) ?? []
  })
}

// G-18, N-05
for (const who of ['operator', 'regulator'] as const)
  for (const path of PAGES[who])
    test(`${who} sees all columns of ${path}`, async ({ enter }) => {
      const page = await enter(who)
      await page.goto(await filledIn(path, page.request))
      await settled(page)
      await page.locator('main details').evaluateAll((all) => {
        for (const one of all) (one as HTMLDetailsElement).open = true
      })
      expect(await cut(page)).toEqual([])
      expect(await codes(page)).toEqual([])
      await page.setViewportSize(PHONE)
      expect((await cut(page)).filter((one) => one.startsWith('page'))).toEqual([])
    })

// G-10: paper has the figures, when they were printed, whole tables, and nothing to press
test('figures are printed with their tables, without the navigation', async ({ enter }) => {
  const page = await enter('regulator')
  await page.goto('/regulator/')
  await settled(page)
  await page.emulateMedia({ media: 'print' })
  await page.evaluate(() => window.dispatchEvent(new Event('beforeprint')))
  await expect(page.getByText(/打印时间 \d{4}\/\d\d\/\d\d \d\d:\d\d/)).toBeVisible()
  for (const hidden of [page.getByRole('navigation'), page.getByRole('banner')])
    await expect(hidden).toBeHidden()
  await expect(page.getByRole('columnheader', { name: '处理率' })).toBeVisible()
  const heads = await page
    .locator('thead')
    .evaluateAll((all) => all.map((one) => getComputedStyle(one).display))
  expect(new Set(heads)).toEqual(new Set(['table-header-group']))
  await page.evaluate(() => window.dispatchEvent(new Event('afterprint')))
  await page.emulateMedia({ media: 'screen' })
  await expect(page.getByRole('columnheader', { name: '处理率' })).toBeHidden()
})
