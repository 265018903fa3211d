import { plainLine } from '../foreign-text.ts';
import type { OverloadWait } from '../kubernetes/cluster.ts';
import type { Io } from './io.ts';

/** How long a user waits without wondering. */
const silenceMs = 2000;
/** Without this pause, an overloaded server would be reported at every call. */
const restMs = 30_000;

/** Reports that an API server is overloaded as soon as a call waits for more than two seconds in total. */
export class OverloadNotice {
  readonly #io: Pick<Io, 'now'>;
  readonly #report: (wait: OverloadWait) => void;
  #waitsUntil = 0;
  #reportedAt: number | undefined;

  constructor(io: Pick<Io, 'now'>, report: (wait: OverloadWait) => void) {
    this.#io = io;
    this.#report = report;
  }

  /** Whether a call waits because the server has asked for it: the server is not silent then. */
  get isWaiting(): boolean {
    return this.#io.now().getTime() <= this.#waitsUntil;
  }

  /** A call begins to wait. */
  note(wait: OverloadWait): void {
    const now = this.#io.now().getTime();
    this.#waitsUntil = Math.max(this.#waitsUntil, now + wait.delayMs);
    if (wait.waitedMs + wait.delayMs <= silenceMs) return;
    if (this.#reportedAt !== undefined && now - this.#reportedAt < restMs) return;
    this.#reportedAt = now;
    this.#report(wait);
  }
}

/** Such as `the API server of lab is overloaded (429): next attempt in 5s`. */
export function overloadText({ delayMs }: OverloadWait, clusterName: string | undefined): string {
  const of = clusterName === undefined ? '' : ` of ${clusterName}`;
  return plainLine(`the API server${of} is overloaded (429): next attempt in ${Math.ceil(delayMs / 1000)}s`);
}
