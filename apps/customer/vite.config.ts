import { defineConfig } from 'vite'
import { VitePWA } from 'vite-plugin-pwa'

// `npm run dev -w @storeflow/customer`: hot reload against a running system.
const system = process.env.STOREFLOW_URL ?? 'http://localhost:8080'

export default defineConfig({
  base: '/customer/',
  plugins: [
    VitePWA({
      strategies: 'injectManifest',
      srcDir: 'src',
      filename: 'sw.ts',
      // Registered by hand, once the first page stands; the manifest is a file of its own.
      injectRegister: false,
      manifest: false,
      injectManifest: {
        globPatterns: ['index.html', 'assets/*.{js,css}', 'before.js', 'icons/icon-192.png', 'icon.svg'],
      },
    }),
  ],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    target: 'es2022',
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    manifest: true,
    assetsInlineLimit: 0,
  },
  server: {
    port: 5174,
    strictPort: true,
    proxy: { '^/api/': { target: system, changeOrigin: true } },
  },
})
