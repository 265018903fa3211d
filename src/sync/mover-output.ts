import { moverContainer } from '../volsync/mover-names.ts';
import { nextStage, type ResticStage } from '../restic/progress.ts';
import type { LogEvent } from '../mover/log-event.ts';

/** The output of one mover's pod so far. */
export interface MoverOutput {
  /** From VolSync's own container. */
  readonly lines: readonly string[];
  readonly stage: ResticStage | undefined;
  /** The delay that a container before it has announced. */
  readonly sleepSeconds: number | undefined;
}

/** Collects the log lines of movers, by pod name. */
export class MoverOutputs {
  readonly #byPod = new Map<
    string,
    { lines: string[]; stage: ResticStage | undefined; sleepSeconds: number | undefined }
  >();

  of(pod: string): MoverOutput | undefined {
    return this.#byPod.get(pod);
  }

  hear(event: LogEvent): void {
    if (event.type !== 'line' || event.pod === undefined) return;
    const heard = this.#byPod.get(event.pod) ?? { lines: [], stage: undefined, sleepSeconds: undefined };
    this.#byPod.set(event.pod, heard);
    if (event.container === moverContainer) {
      heard.lines.push(event.line);
      heard.stage = nextStage(heard.stage, event.line);
    } else {
      const seconds = /^sleeping (?:for )?(?<seconds>\d+) ?s(?:econds?)?\b/i.exec(event.line)?.groups?.['seconds'];
      if (seconds !== undefined) heard.sleepSeconds = Number(seconds);
    }
  }
}
