/** Remembers the process groups that are running now. */
export declare const rememberChildren: (folder: string, pids: readonly number[]) => void;
export declare const forgetChildren: (folder: string) => void;
/** Ends what an earlier start left running; returns how many there were. */
export declare const endLeftovers: (folder: string, marks: readonly string[]) => number;
