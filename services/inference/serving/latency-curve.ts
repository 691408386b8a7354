// The measured cost of a batch, L(n) = a + b*n milliseconds: an exponentially forgetting least-squares fit.

const FORGET = 0.98;

/** Learns a device's fixed cost per batch (a) and cost per item (b). */
export class LatencyCurve {
  #weight = 0;
  #n = 0;
  #nn = 0;
  #ms = 0;
  #nms = 0;

  /** Adds one observed batch of `size` items that took `milliseconds`. */
  observe(size: number, milliseconds: number): void {
    this.#weight = this.#weight * FORGET + 1;
    this.#n = this.#n * FORGET + size;
    this.#nn = this.#nn * FORGET + size * size;
    this.#ms = this.#ms * FORGET + milliseconds;
    this.#nms = this.#nms * FORGET + size * milliseconds;
  }

  /**
   * Milliseconds that one batch costs beyond its items: what an item saves by joining another's batch, and so the longest
   * wait that can pay. Zero until batches of two different sizes were seen.
   */
  get fixedMs(): number {
    const spread = this.#weight * this.#nn - this.#n * this.#n;
    if (spread < 1e-9 * Math.max(1, this.#weight * this.#nn)) return 0;
    const slope = (this.#weight * this.#nms - this.#n * this.#ms) / spread;
    return Math.max(0, (this.#ms - slope * this.#n) / this.#weight);
  }
}
