import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { VitePWA } from 'vite-plugin-pwa'
import { editorInOwnWords, withoutCodeEditor } from './desk/rules/editor.vite.ts'

const entry = (name: string) => fileURLToPath(new URL(name, import.meta.url))

export default defineConfig({
  plugins: [
    react(),
    editorInOwnWords(),
    // The technician's page and the packing station work offline: consumers come by link, often inside WeChat, which has no
    // service worker.
    VitePWA({
      registerType: 'autoUpdate',
      injectRegister: null,
      scope: '/tech',
      manifest: {
        name: '安心师傅',
        short_name: '安心师傅',
        lang: 'zh-CN',
        start_url: '/tech',
        scope: '/tech',
        display: 'standalone',
        theme_color: '#0b6e4f',
        background_color: '#ffffff',
        icons: [{ src: '/icon.svg', sizes: 'any', type: 'image/svg+xml' }],
      },
      workbox: {
        globPatterns: ['technician.html', 'station.html', 'assets/technician-*', 'assets/*.{js,css}', 'icon.svg'],
        globIgnores: ['assets/desk-*', 'assets/Chart-*'],
        maximumFileSizeToCacheInBytes: 4_000_000,
        navigateFallback: '/technician.html',
        navigateFallbackAllowlist: [/^\/tech/],
      },
    }),
  ],
  // The sign-in library's peers bring an older React beside ours: the pages must all mean the same one.
  resolve: { dedupe: ['react', 'react-dom'], alias: withoutCodeEditor },
  build: {
    target: 'es2022',
    chunkSizeWarningLimit: 1_500,
    rolldownOptions: {
      input: {
        index: entry('index.html'),
        technician: entry('technician.html'),
        desk: entry('desk.html'),
        station: entry('station.html'),
      },
    },
  },
})
