/** Names the process that runs the stack. */
export declare const LOCK_FILE = 'running.pid';
/** Takes the checkout's lock; throws when another running process holds it. Returns the release. */
export declare const lockState: (folder: string) => Promise<() => Promise<void>>;
