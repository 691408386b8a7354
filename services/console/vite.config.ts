// How the console is built: one entry, lazy pages, a nonce placeholder that the console process fills in on every answer.
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// A build is the product's, also when a test runner asked for it: `NODE_ENV=test` would ship React's development half.
// biome-ignore lint/style/noProcessEnv: Vite itself reads this variable, and only from here
process.env.NODE_ENV = 'production';

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  html: { cspNonce: '__CSP_NONCE__' },
  worker: { format: 'es' },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: ['es2023', 'chrome125', 'firefox128', 'safari18'],
    // Fonts and images stay files: the policy allows no data: URLs.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    // The entry is react-dom, the GraphQL client and the shell: about 190 KB compressed, of 250 KB allowed.
    chunkSizeWarningLimit: 700,
  },
});
