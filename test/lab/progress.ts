import { secondsLeft, type Work } from './estimate.ts';
import { duration, lineOf, roughly } from './progress-line.ts';

/** Where progress goes: standard error, or a recorder in a test. */
export interface ProgressStream {
  readonly isTTY?: boolean;
  /** Of the terminal; 0 if it does not report it. */
  readonly columns?: number;
  write(text: string): unknown;
}

/** Shows the waiting person what is done, what is left and the remaining time. */
export interface Progress {
  /**
   * Does the work and reports it: on a terminal in one redrawn line, otherwise with a line when it ends; fails if the
   * work fails.
   */
  step<T>(name: string, work: (report: (fraction: number) => void) => Promise<T>): Promise<T>;
  /** Announces future steps, in order, with their duration in seconds on two cores. */
  expect(steps: Readonly<Record<string, number>>): void;
  /** A separate line. */
  note(text: string): void;
  /** Prints a line for each step on a terminal too. */
  isVerbose: boolean;
}

/** How often a running step reports itself without a terminal. */
const heartbeatMs = 60_000;
const redrawMs = 500;

/** Progress on the given stream: one line in place on a terminal, otherwise a line per step. */
export function createProgress(stream: ProgressStream, now: () => number = Date.now): Progress {
  const startedAt = now();
  const isTerminal = stream.isTTY === true;
  const steps = new Map<string, Work>();
  const draw = (): void => {
    if (!isTerminal || ![...steps.values()].some(({ since }) => since !== undefined)) return;
    // A wrapped line could not be redrawn.
    const { columns = 0 } = stream;
    const line = lineOf(steps, { now: now(), startedAt, room: (columns > 0 ? columns : 80) - 1 });
    stream.write(`\r\u001b[K${line}`);
  };
  const line = (text: string): void => {
    const clear = isTerminal ? '\r\u001b[K' : '';
    stream.write(`${clear}${duration(now() - startedAt).padStart(8)}  ${text}\n`);
    draw();
  };
  const giveSign = (name: string, work: Work): void => {
    if (isTerminal) {
      draw();
      return;
    }
    const left = secondsLeft(steps.values(), now());
    const estimate = left === undefined ? '' : `, about ${roughly(left)} left in all`;
    const share = work.fraction === undefined ? '' : `${Math.floor(work.fraction * 100)}% `;
    line(`${name}: ${share}after ${duration(now() - (work.since ?? startedAt))}${estimate}`);
  };
  const progress: Progress = {
    isVerbose: false,
    note: line,
    expect: (expected) => {
      for (const [name, seconds] of Object.entries(expected)) steps.set(name, { seconds });
    },
    step: async (name, action) => {
      const work: Work = { seconds: steps.get(name)?.seconds, since: now() };
      steps.set(name, work);
      draw();
      const timer = setInterval(() => giveSign(name, work), isTerminal ? redrawMs : heartbeatMs);
      const took = (): string => duration(now() - (work.since ?? startedAt));
      try {
        const result = await action((fraction) => (work.fraction = fraction));
        steps.set(name, { seconds: work.seconds, tookMs: now() - (work.since ?? startedAt) });
        if (!isTerminal || progress.isVerbose) line(`${name}: ${took()}`);
        else stream.write('\r\u001b[K');
        draw();
        return result;
      } catch (error) {
        steps.delete(name);
        line(`${name}: failed after ${took()}`);
        throw error;
      } finally {
        clearInterval(timer);
      }
    },
  };
  return progress;
}

/** The progress of this process, on standard error. */
export const progress = createProgress(process.stderr);
