import type { ObjectKey } from '../../kube/cluster.ts';
import type { MoverFailure } from '../../volsync/mover-failure.ts';
import type { HelperPodNews } from '../helper-pod/ports.ts';
import type { SyncPhase, TriggerNews } from '../trigger/trigger-event.ts';

/** What is told of a mover that restores, and the last of it that explains why it is not done. */
export class RestoreNews {
  /** What is wrong with it, and may heal. */
  trouble: MoverFailure | undefined;
  /** What the mover said last. */
  lastLine: string | undefined;
  readonly #app: ObjectKey;
  readonly #tell: (news: HelperPodNews) => void;
  #told = '';

  constructor(app: ObjectKey, tell: (news: HelperPodNews) => void) {
    this.#app = app;
    this.#tell = tell;
  }

  hear(news: TriggerNews): void {
    switch (news.type) {
      case 'phase':
        this.#hearPhase(news.phase);
        break;
      case 'trouble':
        this.trouble = news.failure;
        this.#step(`${news.failure.message}; retrying`);
        break;
      case 'line':
        this.lastLine = news.line;
        break;
      case 'warning':
        this.#step(news.message);
        break;
      case 'no-reaction':
        this.#step(`VolSync has not begun the restore for ${Math.round(news.forMs / 1000)}s: is it running?`);
        break;
      default:
    }
  }

  #hearPhase(phase: SyncPhase): void {
    const progress = phase.kind === 'restic' ? phase.stage?.progress : undefined;
    if (progress !== undefined) this.#tell({ type: 'progress', app: this.#app, words: progress });
    else this.#step(wordsOf(phase));
  }

  /** What passes by within a second needs no line of its own. */
  #step(words: string | undefined): void {
    if (words === undefined || words === this.#told) return;
    this.#told = words;
    this.#tell({ type: 'step', words });
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
      return 'the mover failed, VolSync will try it again';
    default:
      return undefined;
  }
}
