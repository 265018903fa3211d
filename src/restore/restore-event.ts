import type { ObjectKey } from '../kubernetes/cluster.ts';
import type { Diagnosis } from '../volsync/diagnosis.ts';
import type { HelperPodEvent } from '../helper-pod/ports.ts';
import type { SyncPhase, AppTriggerEvent } from '../sync/trigger-event.ts';

/** Filters the events of a restoring mover, and keeps the last ones to explain why it is not done. */
export class RestoreEvents {
  /** A problem that may heal. */
  trouble: Diagnosis | undefined;
  /** The mover's last log line. */
  lastLine: string | undefined;
  readonly #app: ObjectKey;
  readonly #report: (event: HelperPodEvent) => void;
  #told = '';

  constructor(app: ObjectKey, report: (event: HelperPodEvent) => void) {
    this.#app = app;
    this.#report = report;
  }

  hear(event: AppTriggerEvent): void {
    switch (event.type) {
      case 'phase':
        this.#hearPhase(event.phase);
        break;
      case 'trouble':
        this.trouble = event.failure;
        this.#step(`${event.failure.message}; retrying`);
        break;
      case 'line':
        this.lastLine = event.line;
        break;
      case 'warning':
        this.#step(event.message);
        break;
      case 'no-reaction':
        this.#step(`VolSync has not started the restore after ${Math.round(event.forMs / 1000)}s: is it running?`);
        break;
      default:
    }
  }

  #hearPhase(phase: SyncPhase): void {
    const progress = phase.kind === 'restic' ? phase.stage?.progress : undefined;
    if (progress !== undefined) this.#report({ type: 'progress', app: this.#app, words: progress });
    else this.#step(wordsOf(phase));
  }

  /** A step that passes within a second needs no line of its own. */
  #step(words: string | undefined): void {
    if (words === undefined || words === this.#told) return;
    this.#told = words;
    this.#report({ type: 'step', words });
  }
}

function wordsOf(phase: SyncPhase): string | undefined {
  switch (phase.kind) {
    case 'pod-waiting':
      return `mover ${phase.pod} starts`;
    case 'init':
      return phase.sleepSeconds === undefined ? undefined : `${phase.container} sleeps ${phase.sleepSeconds}s`;
    case 'restic':
      return phase.stage?.action === 'restore' ? 'restic restores' : undefined;
    case 'waiting-for-retry':
      return 'the mover failed; VolSync will retry';
    default:
      return undefined;
  }
}
