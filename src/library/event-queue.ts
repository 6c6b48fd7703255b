// Events of a run for one reader, who takes them when it suits: kept from the first look on, until the run ends or the reader leaves.

export class EventQueue<T> implements AsyncIterableIterator<T> {
  readonly #kept: T[] = [];
  readonly #waiting: ((result: IteratorResult<T, undefined>) => void)[] = [];
  #isRead = false;
  #isOver = false;

  /** From now on somebody reads. */
  open(): this {
    this.#isRead = true;
    return this;
  }

  push(item: T): void {
    if (!this.#isRead || this.#isOver) return;
    const next = this.#waiting.shift();
    if (next === undefined) this.#kept.push(item);
    else next({ done: false, value: item });
  }

  /** What is kept can still be read. */
  end(): void {
    this.#isOver = true;
    for (const next of this.#waiting.splice(0)) next({ done: true, value: undefined });
  }

  next(): Promise<IteratorResult<T, undefined>> {
    const item = this.#kept.shift();
    if (item !== undefined) return Promise.resolve({ done: false, value: item });
    if (this.#isOver) return Promise.resolve({ done: true, value: undefined });
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  return(): Promise<IteratorResult<T, undefined>> {
    this.#kept.length = 0;
    this.end();
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
