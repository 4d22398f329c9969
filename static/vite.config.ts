import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { VantResolver } from '@vant/auto-import-resolver'
import { ElementPlusResolver } from 'unplugin-vue-components/resolvers'
import components from 'unplugin-vue-components/vite'
import { compression } from 'vite-plugin-compression2'
import { defineConfig } from 'vitest/config'
import { dictionary } from './build/dictionary.ts'
import { ANSWERED, FOLDERS, contract, deepLinks, vantIcons } from './build/entries.ts'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const platform = process.env['PLATFORM'] ?? 'http://127.0.0.1:3000'

export default defineConfig({
  plugins: [
    vue(),
    dictionary(),
    deepLinks(),
    contract(),
    vantIcons(),
    components({
      dirs: [],
      dts: false,
      resolvers: [ElementPlusResolver({ importStyle: 'css' }), VantResolver()],
    }),
    compression({
      algorithms: ['gzip', 'brotliCompress'],
      include: /\.(html|js|css|svg|json)$/,
      threshold: 1024,
    }),
  ],
  resolve: { alias: { '@': here('.') } },
  cacheDir: process.env['VITE_CACHE'] ?? 'node_modules/.vite',
  server: {
    // The words lie outside of this folder.
    fs: { allow: [here('.'), here('../shared/words')] },
    proxy: Object.fromEntries(ANSWERED.map((path) => [path, platform])),
  },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: { polyfill: false },
    // A page that inlines its images cannot have a strict policy of content.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
    rollupOptions: {
      input: Object.fromEntries([
        ['applicant', here('index.html')],
        ['missing', here('404.html')],
        ...FOLDERS.map((name) => [name, here(`${name}/index.html`)]),
      ]),
    },
  },
  test: { environment: 'happy-dom', include: ['**/*.test.ts'] },
})
