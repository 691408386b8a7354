// The webhook process; nobody imports it, it is started by path.
export { startWebhook } from './compose.ts';
