// Where the tests find a browser.

/** The path of Chromium: `CHROMIUM_BIN`, else Debian's. */
export const chromiumPath = (): string => process.env.CHROMIUM_BIN ?? '/usr/bin/chromium';
