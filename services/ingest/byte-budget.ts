// A budget of memory that requests share: whoever wants more than is left waits its turn, so that load makes callers slow, not the process dead.

export class ByteBudget {
  readonly #total: number;
  #left: number;
  readonly #waiting: Array<{ readonly bytes: number; readonly go: () => void }> = [];

  constructor(total: number) {
    this.#total = total;
    this.#left = total;
  }

  /** Takes so many bytes (at most the whole budget) and answers how to give them back; giving back twice is once. */
  async take(wanted: number): Promise<() => void> {
    const bytes = Math.min(wanted, this.#total);
    if (this.#waiting.length > 0 || bytes > this.#left)
      await new Promise<void>((go) => this.#waiting.push({ bytes, go }));
    else this.#left -= bytes;
    let given = false;
    return () => {
      if (given) return;
      given = true;
      this.#left += bytes;
      this.#wake();
    };
  }

  /** In the order of arrival: a large request is not overtaken for ever by small ones. */
  #wake(): void {
    for (let next = this.#waiting[0]; next !== undefined && next.bytes <= this.#left; next = this.#waiting[0]) {
      this.#waiting.shift();
      this.#left -= next.bytes;
      next.go();
    }
  }
}
