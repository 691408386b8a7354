// The built console in memory: its page with a nonce a time, and its hashed assets, compressed once at start.
import { readdir, readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};
const COMPRESSED = new Set(['.css', '.js', '.svg']);
const NONCE_PLACEHOLDER = '__CSP_NONCE__';

export type Asset = {
  readonly type: string;
  /** Bodies by content coding; `identity` is always there. */
  readonly bodies: Readonly<Partial<Record<'br' | 'gzip', Buffer>>> & { readonly identity: Buffer };
};
export type StaticSite = {
  /** The page, with its nonce filled in. */
  page(nonce: string): string;
  /** An asset by its path, e.g. `/assets/index-BfyFePPg.js`. */
  asset(path: string): Asset | undefined;
};

const compressed = async (content: Buffer): Promise<Asset['bodies']> => {
  const [br, gz] = await Promise.all([
    promisify(brotliCompress)(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 6 } }),
    promisify(gzip)(content, { level: 9 }),
  ]);
  return { identity: content, br, gzip: gz };
};

/** Reads a build; refuses to start without one. */
export const readStaticSite = async (folder: string): Promise<StaticSite> => {
  const names = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const assets = new Map<string, Asset>();
  let html: string | undefined;
  for (const entry of names) {
    const type = TYPES[extname(entry.name)];
    if (!entry.isFile() || type === undefined || entry.name.startsWith('.')) continue;
    const file = join(entry.parentPath, entry.name);
    const content = await readFile(file);
    const path = `/${relative(folder, file).split(sep).join('/')}`;
    if (path === '/index.html') html = content.toString('utf8');
    else if (COMPRESSED.has(extname(entry.name))) assets.set(path, { type, bodies: await compressed(content) });
    else assets.set(path, { type, bodies: { identity: content } });
  }
  if (html === undefined)
    throw new Error(`no build of the console in ${folder}: run \`npm run build -w @hounsfield/console\``);
  const template = html;
  return { page: (nonce) => template.replaceAll(NONCE_PLACEHOLDER, nonce), asset: (path) => assets.get(path) };
};

/** The best coding that a client accepts for an asset. */
export const chooseCoding = (asset: Asset, acceptEncoding: string | undefined): 'br' | 'gzip' | 'identity' => {
  const accepted = (acceptEncoding ?? '').split(',').map((coding) => coding.trim().split(';'));
  const accepts = (name: string) => accepted.some(([coding, q]) => coding === name && q?.trim() !== 'q=0');
  if (asset.bodies.br !== undefined && accepts('br')) return 'br';
  return asset.bodies.gzip !== undefined && accepts('gzip') ? 'gzip' : 'identity';
};
