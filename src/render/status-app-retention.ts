import type { SourceStatus } from '../volsync/source-state.ts';
import { pruneOf } from '../volsync/prune.ts';
import { agoText, untilText } from './age.ts';
import { clockText } from './clock.ts';
import type { Field } from './field.ts';
import { plainLine } from './plain.ts';
import { countText } from './size.ts';

/** What VolSync keeps of an app's snapshots, and when it prunes. */
export function retentionFields({ object, lastSync }: SourceStatus, now: Date): readonly Field[] {
  const { restic } = object.spec ?? {};
  if (restic === undefined) return [];
  const rules = Object.entries(restic.retain ?? {}).map(([rule, count]) => `${rule} ${String(count)}`);
  const kept = rules.length === 0 ? 'last 1 (retain is not set)' : plainLine(rules.join(', '));
  const { everyDays, lastPruned, dueAt, wasSkipped } = pruneOf(object, lastSync);
  const interval = `every ${countText(everyDays, 'day')}${restic.pruneIntervalDays === undefined ? ' (the default)' : ''}`;
  const last =
    lastPruned === undefined ? 'not yet' : `last ${clockText(lastPruned, now)} (${agoText(lastPruned, now)})`;
  const due = dueAt > now ? `due ${untilText(dueAt, now)}` : 'due with the next sync';
  return [
    { label: 'Retain', lines: [kept] },
    {
      label: 'Prune',
      lines: [
        `${interval}, ${last}, ${due}`,
        ...(wasSkipped ? ['VolSync recorded the last one, but it did not run: the volume was empty'] : []),
      ],
    },
  ];
}
