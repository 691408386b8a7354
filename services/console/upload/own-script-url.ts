// The page's only Trusted Types policy: scripts may be started from our own built assets and from nowhere else.

type ScriptUrlPolicy = { createScriptURL(url: string): string };
type TrustedTypesWindow = {
  readonly trustedTypes?: { createPolicy(name: string, rules: ScriptUrlPolicy): ScriptUrlPolicy };
};

const rules: ScriptUrlPolicy = {
  createScriptURL: (url) => {
    const { origin, pathname, href } = new URL(url, window.location.href);
    if (origin !== window.location.origin || !pathname.startsWith('/assets/')) throw new TypeError('not our script');
    return href;
  },
};

let policy: ScriptUrlPolicy | undefined;

/** The address of a built script, blessed for `new Worker` under `require-trusted-types-for 'script'`. */
export const ownScriptUrl = (url: string): string => {
  policy ??= (window as TrustedTypesWindow).trustedTypes?.createPolicy('hounsfield', rules) ?? rules;
  return policy.createScriptURL(url);
};
