/** A TCP port on loopback that was free a moment ago: the preferred one where it is free. */
export declare const freePort: (preferred?: number) => Promise<number>;
/** A free TCP port on loopback below a bound, for servers that cannot take the ones the system hands out. */
export declare const freePortBelow: (bound: number) => Promise<number>;
