import type { BootstrapRestore } from './operation.ts';
import { agoText, durationText } from '../../../text/age.ts';
import { plainLine } from '../../../foreign-text.ts';
import { rfc3339 } from '../../../text/rfc3339.ts';
import type { Style } from '../../../text/style.ts';
import { timeText } from '../../../text/time-text.ts';
import { shellCommand } from '../../../shell-command.ts';

/** The result of an app's bootstrap restore in one line, and its meaning if nothing was restored. */
export function renderBootstrapRestore(restore: BootstrapRestore, now: Date, style: Style): string {
  const { app, destination, completedAt, wasOver, waitedMs } = restore;
  const when = wasOver ? `completed ${agoText(completedAt, now)}` : `followed for ${durationText(waitedMs)}`;
  const [mark, what] = wordsOf(restore, style);
  const head = `${mark} ${app.namespace}/${app.name}  ${what}`;
  const foot = `  by ReplicationDestination ${destination} into PVC ${restore.claim} · ${when}`;
  return `${[head, foot, ...hints(restore)].join('\n')}\n`;
}

/** JSON document of the same. */
export function bootstrapRestoreDocument(restore: BootstrapRestore) {
  const { app, kind, time, completedAt, begunAt, waitedMs, snapshot, ...rest } = restore;
  return {
    schema: 'volsyncctl/restore/v1',
    kind: 'bootstrap',
    isDryRun: false,
    state: kind,
    namespace: app.namespace,
    app: app.name,
    ...rest,
    snapshotId: snapshot,
    time: rfc3339(time),
    begunAt: rfc3339(begunAt),
    completedAt: rfc3339(completedAt),
    waitedSeconds: Math.round(waitedMs / 100) / 10,
  };
}

function wordsOf(restore: BootstrapRestore, style: Style): [string, string] {
  const { kind, snapshot = '', time, createdRepository, why, newer } = restore;
  const restored = `the bootstrap restored snapshot ${snapshot}${time === undefined ? '' : ` of ${timeText(time)}`}`;
  switch (kind) {
    case 'restored':
      return [style.good('✔'), restored];
    case 'foreign':
      return [style.bad('✗'), `${restored}, which VolSync did not make: it has another host or path`];
    case 'outdated': {
      const count = newer === 1 ? 'one newer snapshot was' : `${newer ?? 0} newer snapshots were`;
      return [style.bad('✗'), `${restored}, although ${count} in the repository when the volume was filled`];
    }
    case 'nothing': {
      const made =
        createdRepository === undefined
          ? ''
          : `; there was no repository, and VolSync made one at ${plainLine(createdRepository)}`;
      return [style.bad('✗'), `the bootstrap restored nothing: the volume began empty${made}`];
    }
    case 'unknown':
      return [
        style.warning('?'),
        `what the bootstrap restored is not known: ${plainLine(why ?? 'VolSync has not kept what its mover said')}`,
      ];
  }
}

function hints({ kind, app }: BootstrapRestore): readonly string[] {
  if (kind === 'restored') return [];
  return [shellCommand`  → volsyncctl snapshots ${app.name} -n ${app.namespace}`];
}
