import { readFileSync } from 'node:fs'
import type { Plugin } from 'vite'

const CONTRACT = new URL('../openapi.json', import.meta.url)

/** Folders whose page answers every path below them; other paths without a file belong to the applicants' portal. */
export const FOLDERS = ['institution', 'operator', 'regulator', 'officer-phone', 'developers'] as const

/** What functions answer besides the interface: pages of their own. */
export const ANSWERED = ['/api', '/verify', '/reports', '/monitor'] as const

/** Leads deep links to their entry while developing, as `serve-portal` does for the built files. */
export function deepLinks(): Plugin {
  return {
    name: 'deep-links',
    configureServer(server) {
      server.middlewares.use((request, _, next) => {
        const path = (request.url ?? '/').split('?')[0] ?? '/'
        const isPage =
          request.headers.accept?.includes('text/html') &&
          !path.includes('.') &&
          !ANSWERED.some((name) => path.startsWith(name))
        if (isPage) {
          const folder = FOLDERS.find((name) => path === `/${name}` || path.startsWith(`/${name}/`))
          request.url = folder ? `/${folder}/index.html` : '/index.html'
        }
        next()
      })
    },
  }
}

/** Puts the description of the interface beside the pages, where `serve-portal` finds it. */
export function contract(): Plugin {
  return {
    name: 'contract',
    generateBundle() {
      this.emitFile({ type: 'asset', fileName: 'openapi.json', source: readFileSync(CONTRACT) })
    },
  }
}

/** Vant's icons name a second font on a foreign host for old browsers; a page loads nothing from other hosts. */
export function vantIcons(): Plugin {
  return {
    name: 'vant-icons',
    enforce: 'pre',
    transform(code, id) {
      if (!id.includes('vant/') || !code.includes('//at.')) return undefined
      return { code: code.replace(/,\s*url\(\/\/at\.[^)]*\)\s*format\("woff"\)/, ''), map: null }
    },
  }
}
