import type { NotOurs } from './trigger-event.ts';
import { Failure } from '../errors.ts';
import { isSyncing } from '../volsync/sync-state.ts';
import type { AppWatch } from './app-watch.ts';
import { neverOursEnding } from './ending-of-error.ts';
import { foreignSync, tryOneSync } from './one-sync.ts';
import type { TriggerAppPorts } from './ports.ts';
import type { Ending } from './result-draft.ts';
import type { TagKeeper } from './tag-keeper.ts';
import { shellCommand } from '../shell-command.ts';

/** The maximum number of attempts if other syncs come first. */
const maxTries = 4;
/** After this many syncs, an old copy is assumed to stay. */
const maxOldCopies = 2;
const retryMs = 1000;

/** Waits for a running sync to end, then starts syncs until one counts as ours. */
export async function untilOneIsOurs(
  watch: AppWatch,
  keeper: TagKeeper,
  ports: TriggerAppPorts,
  isWaiting: boolean,
): Promise<Ending> {
  if (isSyncing(watch.latest.source)) {
    if (!isWaiting) throw alreadyRunning(watch);
    const failed = await foreignSync(watch, ports);
    if (failed !== undefined) return failed;
  }
  const misses: NotOurs[] = [];
  for (;;) {
    const end = await tryOneSync(watch, keeper, ports, isWaiting);
    if (typeof end !== 'string') return end;
    if (!isWaiting && end === 'sync-was-running') throw alreadyRunning(watch);
    misses.push(end);
    if (isHopeless(misses)) return neverOursEnding(watch.latest.source, end);
    ports.report({ type: 'again', why: end });
    if (end === 'lost-answer') await ports.sleep(retryMs, ports.signal);
  }
}

function isHopeless(misses: readonly NotOurs[]): boolean {
  return misses.length >= maxTries || misses.filter((miss) => miss === 'old-copy').length >= maxOldCopies;
}

/** Our sync would have to wait for the running one, which `--no-wait` excludes. */
function alreadyRunning(watch: AppWatch): Failure {
  const since = watch.latest.source.status?.lastSyncStartTime ?? '';
  const { name, namespace = '' } = watch.latest.source.metadata;
  return new Failure(
    'refused',
    `a sync has been running since ${since} and may not have the latest data; another one can only start after it`,
    { hint: shellCommand`volsyncctl trigger ${name} -n ${namespace}` },
  );
}
