// `npm test`: every suite, real servers included; arguments narrow it as jest's do (`npm test -- billing/ledger`).
import { runTypeScript } from './bootstrap.mjs';

runTypeScript('infra/local/testing/main.ts', process.argv.slice(2));
