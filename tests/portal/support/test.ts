import { type BrowserContext, type Page, test as base } from '@playwright/test'
import { DESKTOP, type Who, sessionOf } from './people.ts'

interface Look {
  size?: { width: number; height: number }
  isDark?: boolean
}
interface Given {
  /** A window of its own for somebody, signed in. */
  enter: (who: Who, look?: Look) => Promise<Page>
  /** What a console may say in this test. */
  tolerated: RegExp
}

/** A visitor has no session; a page does not exist: the browser itself logs both in its console. */
const NOBODY = /401 .*\/api\/session$|404 .*\/no\/such\/page$/

/** Tests whose windows may not write an error into their console. */
export const test = base.extend<Given>({
  tolerated: [NOBODY, { option: true }],
  enter: async ({ browser, tolerated }, use) => {
    const errors: string[] = []
    const windows: BrowserContext[] = []
    await use(async (who, { size = DESKTOP, isDark = false } = {}) => {
      const context = await browser.newContext({
        viewport: size,
        colorScheme: isDark ? 'dark' : 'light',
        hasTouch: size.width < 600,
        ...(who === 'visitor' ? {} : { storageState: sessionOf(who) }),
      })
      const page = await context.newPage()
      page.on('pageerror', (error) => errors.push(`${page.url()}: ${error.message}`))
      page.on('console', (said) => {
        if (said.type() === 'error') errors.push(`${page.url()}: ${said.text()} ${said.location().url}`)
      })
      windows.push(context)
      return page
    })
    await Promise.all(windows.map((window) => window.close()))
    const wrong = errors.filter((error) => !tolerated.test(error))
    base.expect(wrong, 'the consoles are silent').toEqual([])
  },
})
export const expect = base.expect

/** Waits until a page has read what it shows. */
export async function settled(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await page.waitForLoadState('networkidle')
  await expect(page.locator('[aria-busy="true"]')).toHaveCount(0)
}
