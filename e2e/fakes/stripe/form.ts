// Request bodies as the SDK sends them: v1 bracketed forms (`lines[0][amount]=5`), v2 JSON.

export type Params = { [key: string]: ParamValue };
export type ParamValue = string | number | boolean | null | Params | ParamValue[];

const isIndex = (key: string): boolean => /^\d+$/.test(key);

const arraysOf = (value: ParamValue): ParamValue => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const keys = Object.keys(value);
  const inner = Object.fromEntries(keys.map((key) => [key, arraysOf(value[key] ?? null)]));
  return keys.length > 0 && keys.every(isIndex)
    ? keys.toSorted((a, b) => Number(a) - Number(b)).map((key) => inner[key] ?? null)
    : inner;
};

const childOf = (node: Params, key: string): Params => {
  const there = node[key];
  if (typeof there === 'object' && there !== null && !Array.isArray(there)) return there;
  const made: Params = {};
  node[key] = made;
  return made;
};

/** Decodes a bracketed form; `a[]` and `a[0]` both make arrays. Values stay text. */
export const decodeForm = (text: string): Params => {
  const root: Params = {};
  for (const [name, value] of new URLSearchParams(text)) {
    const path = name.split(/[[\]]+/).filter((part, index) => part !== '' || index === 0);
    if (name.endsWith('[]')) path.push('');
    let node: Params = root;
    for (const [depth, raw] of path.entries()) {
      const key = raw === '' ? String(Object.keys(node).length) : raw;
      if (['__proto__', 'constructor', 'prototype'].includes(key)) break;
      if (depth === path.length - 1) node[key] = value;
      else node = childOf(node, key);
    }
  }
  return arraysOf(root) as Params;
};

export const textParam = (params: Params, key: string): string | undefined => {
  const value = params[key];
  return typeof value === 'string' ? value : undefined;
};

export const integerParam = (params: Params, key: string): number | undefined => {
  const value = params[key];
  return (typeof value === 'string' && /^-?\d{1,15}$/.test(value)) || typeof value === 'number'
    ? Number(value)
    : undefined;
};

export const mapParam = (params: Params, key: string): Params => {
  const value = params[key];
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
};

export const listParam = (params: Params, key: string): Params[] => {
  const value = params[key];
  return Array.isArray(value)
    ? value.filter((item): item is Params => typeof item === 'object' && item !== null && !Array.isArray(item))
    : [];
};
