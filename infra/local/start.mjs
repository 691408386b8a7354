// `npm start`: the whole product on this machine.
import { runTypeScript } from './bootstrap.mjs';

runTypeScript('infra/local/main.ts', process.argv.slice(2), { apart: true });
