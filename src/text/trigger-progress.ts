import type { SyncPhase, AppTriggerEvent } from '../sync/trigger-event.ts';
import { ageText, durationText } from './age.ts';
import { plainLine } from '../foreign-text.ts';

/** One event of a trigger as text, without the app's name; undefined for events without a line of their own. */
export function triggerEventText(event: AppTriggerEvent, now: Date): string | undefined {
  switch (event.type) {
    case 'waiting-for-sync':
      return `a sync has been running for ${ageText(now.getTime() - event.since.getTime())}; waiting for it, as it may not contain the latest data`;
    case 'tag-set':
      return `tag ${event.tag} set`;
    case 'no-reaction':
      return `VolSync has not begun the sync for ${durationText(event.forMs)}: is it running?`;
    case 'phase':
      return phaseText(event.phase);
    case 'trouble':
      return plainLine(`${event.failure.message}; retrying`);
    case 'again':
      return againTexts[event.why];
    case 'line':
      return `${event.container}│ ${plainLine(event.line)}`;
    case 'step':
      return plainLine(event.words);
    case 'warning':
    case 'done':
      return undefined;
  }
}

/** The progress of a sync as text. */
function phaseText(phase: SyncPhase): string {
  switch (phase.kind) {
    case 'begun':
      return 'VolSync has begun the sync';
    case 'copying':
      return `${phase.copy ?? ''} is being created`;
    case 'copied':
      return phase.copy === undefined ? 'the mover is being created' : `${phase.copy} is ready`;
    case 'pod-waiting':
      return `mover ${phase.pod} starts`;
    case 'init':
      return `mover ${phase.pod}: ${phase.container} ${phase.sleepSeconds === undefined ? 'runs first' : `sleeps ${phase.sleepSeconds}s`}`;
    case 'restic':
      return resticText(phase);
    case 'completing':
      return resticActions.done;
    case 'waiting-for-retry':
      return 'the mover failed; VolSync will retry';
  }
}

function resticText({ stage }: Extract<SyncPhase, { kind: 'restic' }>): string {
  if (stage === undefined) return 'restic starts';
  return `${resticActions[stage.action]}${stage.progress === undefined ? '' : `: ${plainLine(stage.progress)}`}`;
}

const resticActions = {
  unlock: 'restic removes stale locks',
  check: 'restic opens the repository',
  init: 'restic creates the repository',
  backup: 'restic backs up',
  restore: 'restic restores',
  forget: 'restic forgets old snapshots',
  prune: 'restic prunes the repository',
  done: 'the mover is done, VolSync completes the sync',
} as const;

const againTexts = {
  'sync-was-running': 'a sync was running when the tag was set, and does not count; starting another one',
  'lost-answer': 'the API server did not answer the patch; trying again',
  'old-copy': 'the sync used a copy of the volume that is older than the tag, and does not count; starting another one',
} as const;
