import { AxeBuilder } from '@axe-core/playwright'
import type { Page, TestInfo } from '@playwright/test'
import { DESKTOP, OUTPUT, SMALL_PHONE, type Who } from '../support/people.ts'
import { PAGES, filledIn } from '../support/pages.ts'
import { expect, settled, test } from '../support/test.ts'

/** What axe finds that keeps somebody out. */
async function barriers(page: Page, rules?: string[]): Promise<string[]> {
  const axe = new AxeBuilder({ page })
  const found = await (rules ? axe.withRules(rules) : axe).analyze()
  return found.violations
    .filter((one) => one.impact === 'serious' || one.impact === 'critical')
    .flatMap((one) => one.nodes.map((node) => `${one.id}: ${node.target.join(' ')} ${node.html.slice(0, 120)}`))
}

/** The page in a theme, whole, in the other theme's colours too, and its picture. */
async function looksWell(page: Page, { titlePath }: TestInfo, kind: string): Promise<void> {
  await settled(page)
  await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1)
  const name = titlePath.at(-1)?.replace(/[^\p{L}\d]+/gu, '-').replace(/^-|-$/g, '')
  await page.screenshot({ path: `${OUTPUT}/pages/${String(name)}-${kind}.png`, fullPage: true })
  expect.soft(await barriers(page), kind).toEqual([])
  await page.evaluate(() => document.documentElement.classList.toggle('dark'))
  expect.soft(await barriers(page, ['color-contrast']), `${kind}, the other theme`).toEqual([])
}

// N-05, U-33, UM-01
for (const [who, paths] of Object.entries(PAGES) as [Who, string[]][]) {
  for (const path of paths) {
    test(`${who} sees ${path}`, async ({ enter }, info) => {
      const desk = await enter(who, { size: DESKTOP })
      const there = await filledIn(path, desk.request)
      await desk.goto(there)
      await looksWell(desk, info, 'desk')
      const hand = await enter(who, { size: SMALL_PHONE, isDark: true })
      await hand.goto(there)
      await looksWell(hand, info, 'hand-dark')
      const width = await hand.evaluate(() => document.documentElement.scrollWidth)
      expect.soft(width, 'nothing to scroll sideways').toBeLessThanOrEqual(SMALL_PHONE.width)
    })
  }
}
