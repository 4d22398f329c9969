import type { APIRequestContext } from '@playwright/test'
import { PHONE } from '../support/people.ts'
import { expect, test } from '../support/test.ts'

/** The page of a report that the officer may have made, by one of the own orders that is under way. */
async function reportOf(caller: APIRequestContext): Promise<string> {
  const answer = await caller.get('/api/orders', { params: { limit: 100 } })
  const { items } = (await answer.json()) as { items: { id: string }[] }
  for (const { id } of items) {
    const made = await caller.post(`/api/orders/${id}/report`)
    if (made.ok()) return ((await made.json()) as { page: string }).page
  }
  throw new Error('no order lets a report be made')
}

// B-03, N-05
test('a report is printed, read in the dark, taken as a PDF, and leads back to its order', async ({
  enter,
}) => {
  const page = await enter('officer')
  await page.goto(await reportOf(page.request))
  const root = page.locator('html')
  await page.evaluate(() => {
    window.print = () => document.documentElement.setAttribute('data-printed', 'yes')
  })
  await page.getByRole('button', { name: '打印' }).click()
  await expect(root).toHaveAttribute('data-printed', 'yes')
  await page.getByRole('button', { name: '深色或浅色' }).click()
  await expect(root).toHaveClass(/dark/)
  const file = await page.getByRole('link', { name: '下载 PDF' }).getAttribute('href')
  const pdf = await page.request.get(file ?? '')
  expect(pdf.headers()['content-type']).toBe('application/pdf')

  await page.emulateMedia({ media: 'print' })
  await expect(page.getByRole('navigation')).toBeHidden()
  const [ink, paper] = await page.evaluate(() => {
    const { color } = getComputedStyle(document.body)
    return [color, getComputedStyle(document.querySelector('main') ?? document.body).backgroundColor]
  })
  expect([ink, paper], 'paper is light').toEqual(['rgb(28, 36, 48)', 'rgb(255, 255, 255)'])
  await page.emulateMedia({ media: 'screen' })

  await page.setViewportSize(PHONE)
  await page.reload()
  await expect(root).toHaveClass(/dark/)
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(PHONE.width)
  await page.getByRole('link', { name: '返回订单' }).click()
  await expect(page).toHaveURL(/\/institution\/orders\/[\w-]+$/)
})
