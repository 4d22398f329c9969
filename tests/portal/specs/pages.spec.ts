import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { readFileSync } from 'node:fs'
import { OUTPUT, SMALL_PHONE, type Who } from '../support/people.ts'
import { PAGES, filledIn } from '../support/pages.ts'
import { expect, settled, test } from '../support/test.ts'

/** What is looked for; contrast takes longer than all other rules together. */
const LOOKS = {
  'desk-light': (axe: AxeBuilder) => axe,
  'desk-dark': (axe: AxeBuilder) => axe.withRules('color-contrast'),
  // The colours are those of the dark desk.
  'hand-dark': (axe: AxeBuilder) => axe.disableRules('color-contrast'),
}

/** What axe finds that keeps somebody out. */
async function barriers(page: Page, look: keyof typeof LOOKS): Promise<string[]> {
  const found = await LOOKS[look](new AxeBuilder({ page })).analyze()
  return found.violations
    .filter((one) => one.impact === 'serious' || one.impact === 'critical')
    .flatMap((one) =>
      one.nodes.map((node) => `${one.id}: ${node.target.join(' ')} ${node.html.slice(0, 120)}`),
    )
}

/** Looks at the page as it stands, and takes its picture if that is to have a name. */
async function looksWell(page: Page, look: keyof typeof LOOKS, picture?: string): Promise<void> {
  await settled(page)
  await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1)
  if (picture) await page.screenshot({ path: `${OUTPUT}/pages/${picture}-${look}.png`, fullPage: true })
  expect.soft(await barriers(page, look), look).toEqual([])
}

// N-05, U-33, UM-01
for (const [who, paths] of Object.entries(PAGES) as [Who, string[]][]) {
  for (const path of paths) {
    test(`${who} sees ${path}`, async ({ enter }) => {
      const picture = `${who}${path}`.replace(/[^\p{L}\d]+/gu, '-').replace(/-$/, '')
      const page = await enter(who)
      await page.goto(await filledIn(path, page.request))
      await looksWell(page, 'desk-light', picture)
      await page.emulateMedia({ colorScheme: 'dark' })
      await page.evaluate(() => document.documentElement.classList.add('dark'))
      await looksWell(page, 'desk-dark')
      await page.setViewportSize(SMALL_PHONE)
      await page.reload()
      await looksWell(page, 'hand-dark', picture)
      const width = await page.evaluate(() => document.documentElement.scrollWidth)
      expect.soft(width, 'nothing to scroll sideways').toBeLessThanOrEqual(SMALL_PHONE.width)
    })
  }
}

// N-05: a route that is added is looked at
test('no route is left out', () => {
  const shape = (path: string) =>
    path
      .replace(/\?.*$/, '')
      .replace(/\{\w+\}|:\w+/g, '*')
      .replace(/(.)\/$/, '$1')
  const seen = new Set(Object.values(PAGES).flat().map(shape))
  const routes = (file: string) =>
    [...readFileSync(`../../static/${file}.ts`, 'utf8').matchAll(/path: '(\/[^']*)'/g)]
      .map((match) => match[1] ?? '')
      .filter((path) => !path.includes(':rest'))
  const overseen = routes('common/oversight/routes')
  const portals = {
    '': routes('applicant/router'),
    '/institution': routes('institution/router'),
    '/officer-phone': routes('officer-phone/router'),
    '/operator': [...routes('operator/router'), ...overseen],
    '/regulator': [...routes('regulator/router'), ...overseen],
  }
  for (const [folder, paths] of Object.entries(portals)) expect(paths, `routes of ${folder}/`).not.toEqual([])
  expect(overseen).not.toEqual([])
  const all = Object.entries(portals).flatMap(([folder, paths]) => paths.map((path) => shape(folder + path)))
  expect(all.filter((path) => !seen.has(path))).toEqual([])
})
