// `npm run bench -- P1 P2 ...`: the performance metrics by their ids.
import { runTypeScript } from './bootstrap.mjs';

runTypeScript('e2e/bench/main.ts', process.argv.slice(2));
