// The ingest process has no importers: its door is HTTP, its entry `main.ts`.
export { startIngest } from './compose.ts';
