// A turnstile: one at a time, in the order of arrival.

export class Turnstile {
  #last: Promise<void> = Promise.resolve();

  /** Waits for one's turn; the answer ends it and may be called more than once. */
  async enter(): Promise<() => void> {
    const before = this.#last;
    let leave = (): void => undefined;
    this.#last = new Promise((resolve) => {
      leave = resolve;
    });
    await before;
    return leave;
  }
}
