/** Where progress goes: standard error, or a recorder in a test. */
export interface ProgressStream {
  readonly isTTY?: boolean;
  /** Of the terminal; 0 where it does not say. */
  readonly columns?: number;
  write(text: string): unknown;
}

/** Tells the person waiting what is going on and for how long. */
export interface Progress {
  /** Does the work, with a line when it ends and, while it takes long, signs of life; fails as the work fails. */
  step<T>(name: string, work: () => Promise<T>): Promise<T>;
  /** One line of its own. */
  note(text: string): void;
}

/** How often a step that goes on says so where nobody watches a terminal. */
const heartbeatMs = 30_000;
const redrawMs = 500;

/** Progress on the given stream: one line in place on a terminal, plain lines elsewhere. */
export function createProgress(stream: ProgressStream, now: () => number = Date.now): Progress {
  const startedAt = now();
  const running = new Map<string, number>();
  const seconds = (since: number): string => `${((now() - since) / 1000).toFixed(1)} s`;
  const line = (text: string): void => {
    const clear = stream.isTTY === true ? '\r\u001b[K' : '';
    stream.write(`${clear}${seconds(startedAt).padStart(8)}  ${text}\n`);
    draw();
  };
  const draw = (): void => {
    if (stream.isTTY !== true || running.size === 0) return;
    const names = [...running].map(([name, since]) => `${seconds(since)} ${name}`);
    // A line that wraps could not be drawn over.
    const { columns = 0 } = stream;
    const room = (columns > 0 ? columns : 80) - 1;
    stream.write(`\r\u001b[K${`${seconds(startedAt).padStart(8)}  … ${names.join(', ')}`.slice(0, room)}`);
  };
  const sayAlive = (name: string, since: number): void => {
    if (stream.isTTY === true) draw();
    else line(`${name}: still at it after ${seconds(since)}`);
  };
  return {
    note: line,
    step: async (name, work) => {
      const since = now();
      running.set(name, since);
      draw();
      const timer = setInterval(() => sayAlive(name, since), stream.isTTY === true ? redrawMs : heartbeatMs);
      try {
        const result = await work();
        running.delete(name);
        line(`${name}: ${seconds(since)}`);
        return result;
      } catch (error) {
        running.delete(name);
        line(`${name}: failed after ${seconds(since)}`);
        throw error;
      } finally {
        clearInterval(timer);
      }
    },
  };
}

/** The progress of this process, on standard error. */
export const progress = createProgress(process.stderr);
