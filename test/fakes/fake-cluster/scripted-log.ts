import type { Failure } from '../../../src/errors.ts';
import type { LogRequest } from '../../../src/kubernetes/cluster.ts';
import { EventQueue } from './event-queue.ts';

interface Line {
  readonly time: string;
  readonly text: string;
}

/** The log of one container, written by a test; readers that follow get each line as it is written. */
export class ScriptedLog {
  readonly #lines: Line[] = [];
  readonly #followers = new Set<EventQueue<Line>>();
  #isEnded = false;

  /** Writes lines with one timestamp, which a reader with `timestamps` sees. */
  write(texts: readonly string[], time = '2026-11-23T15:00:00.000000000Z'): this {
    for (const text of texts) {
      const line = { time, text };
      this.#lines.push(line);
      for (const follower of this.#followers) follower.push(line);
    }
    return this;
  }

  /** The container has ended: followers end too. */
  end(): this {
    this.#isEnded = true;
    for (const follower of this.#followers) follower.end();
    return this;
  }

  /** Cuts the connection of followers; the container continues. */
  cut(failure: Failure): void {
    for (const follower of this.#followers) follower.end(failure);
  }

  async *read(request: LogRequest, signal?: AbortSignal): AsyncGenerator<string, void, undefined> {
    const queue = new EventQueue<Line>();
    for (const line of this.#tail(request.tailLines)) queue.push(line);
    if (request.follow !== true || this.#isEnded) queue.end();
    this.#followers.add(queue);
    try {
      for await (const { time, text } of queue.read(signal)) yield request.timestamps ? `${time} ${text}` : text;
    } finally {
      this.#followers.delete(queue);
    }
  }

  get followers(): number {
    return this.#followers.size;
  }

  #tail(count: number | undefined): readonly Line[] {
    return count === undefined ? this.#lines : this.#lines.slice(Math.max(0, this.#lines.length - count));
  }
}
