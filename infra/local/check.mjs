// `npm run check`: types, lint, arrows between rooms, dead code, workflow bundle, stale generated code.
import { runTypeScript } from './bootstrap.mjs';

runTypeScript('infra/local/checking/main.ts', process.argv.slice(2));
