const stampedLine = /^((\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\S*) (.*)$/s;

/** How far a log has been read, by the time that the kubelet puts before each line. */
export class LogPosition {
  #stamp: string | undefined;
  #second = '';
  /** The lines of the last second and how often each came: a log is read on from a second, not from a line. */
  #seen = new Map<string, number>();
  /** Of those, the ones that will come again. */
  #expected = new Map<string, number>();

  get hasBegun(): boolean {
    return this.#stamp !== undefined;
  }

  /** The time to read on from, once the log is opened anew; undefined at its beginning. */
  resume(): string | undefined {
    this.#expected = new Map(this.#seen);
    return this.#stamp;
  }

  /** The text of a line without its time; undefined for one that has been passed before. */
  pass(line: string): string | undefined {
    const repeats = this.#expected.get(line) ?? 0;
    if (repeats > 0) {
      this.#expected.set(line, repeats - 1);
      return undefined;
    }
    const [, stamp, second = '', text = ''] = stampedLine.exec(line) ?? [];
    if (stamp === undefined) return line;
    if (second > this.#second) {
      this.#second = second;
      this.#stamp = stamp;
      this.#seen = new Map();
    }
    if (second === this.#second) this.#seen.set(line, (this.#seen.get(line) ?? 0) + 1);
    return text;
  }
}
