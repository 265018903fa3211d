import { staleLockMs } from '../../volsync/lock-holder.ts';
import { ageText, durationText } from '../../text/age.ts';
import { clockText } from '../../text/clock.ts';
import { hintLines } from '../../text/failure.ts';
import { plainLine } from '../../foreign-text.ts';
import { countText } from '../../text/size.ts';
import type { Style } from '../../text/style.ts';
import { renderTable } from '../../text/table.ts';
import type { TriggerResult } from '../../sync/trigger-result.ts';
import type { JudgedLock, UnlockedApp, UnlockReport } from './operation/unlock-result.ts';
import { shellCommand } from '../../shell-command.ts';

export interface UnlockView {
  readonly style: Style;
  readonly columns: number | undefined;
  readonly now: Date;
}

const indent = '    ';

/** Each app with its locks, and below each lock why it is removed or kept. */
export function renderUnlock({ apps, isDryRun, syncs }: UnlockReport, view: UnlockView): string {
  const texts = apps.map((app) => appText(app, view));
  if (isDryRun) texts.push('dry run: nothing was removed\n');
  return [...texts, ...(syncs?.apps ?? []).map((sync) => syncText(sync, view))].join('');
}

function appText(app: UnlockedApp, view: UnlockView): string {
  const { style } = view;
  const { locks, unreadable, job, failure } = app;
  const lines = [`${signOf(app, style)} ${plainLine(`${app.namespace}/${app.name}  ${headline(app)}`)}\n`];
  if (locks.length > 0) lines.push(lockTable(locks, view));
  lines.push(...unreadable.map((id) => `${indent}lock ${id.slice(0, 8)} cannot be read and is kept\n`));
  if (job !== undefined) lines.push(`${indent}${plainLine(jobWords[job.end](job.name, job.why))}\n`);
  if (failure !== undefined) {
    lines.push(...[failure.message, ...failure.details].map((line) => `${indent}${plainLine(line)}\n`));
  }
  const staleAt = staleTime(app, view);
  if (staleAt !== undefined) lines.push(`${indent}a lock that is not renewed by ${staleAt} is stale\n`);
  const hint = hintOf(app);
  if (hint !== undefined) lines.push(`${hintLines(hint).join('\n')}\n`);
  return lines.join('');
}

function signOf({ outcome, locks }: UnlockedApp, style: Style): string {
  if (outcome === 'unknown') return style.warning('?');
  if (outcome !== 'ok') return style.bad('✗');
  return locks.some(({ end }) => end === 'planned') ? '►' : style.good('✔');
}

function headline({ locks, unreadable, hidden, repository }: UnlockedApp): string {
  if (hidden !== undefined) return [hidden.message, ...hidden.details].join(': ');
  const count = locks.length + unreadable.length;
  if (count === 0) return 'no lock in its repository';
  const ends = (['removed', 'planned', 'failed', 'kept'] as const).flatMap((end) => {
    const of = locks.filter((lock) => lock.end === end).length;
    return of === 0 ? [] : [`${of} ${endWords[end]}`];
  });
  return `${countText(count, 'lock')} in ${repository ?? 'its repository'}: ${ends.join(', ')}`;
}

const endWords = { removed: 'removed', planned: 'to be removed', failed: 'not removed', kept: 'kept' } as const;

const jobWords = {
  planned: (name: string) => `Job ${name} would be deleted, so that VolSync retries at once`,
  restarted: (name: string, why?: string) =>
    why === undefined
      ? `Job ${name} deleted: VolSync retries now`
      : `Job ${name} deleted, but its pods may still be running: ${why}`,
  failed: (name: string, why = '') => `Job ${name} could not be restarted: ${why}`,
};

function lockTable(locks: readonly JudgedLock[], { style }: UnlockView): string {
  const rows = locks.map((lock) => ({ cells: cellsOf(lock), notes: [`${indent}  ${reason(lock)}`] }));
  return renderTable(rows, {
    headers: [`${indent}LOCK`, 'HOST', 'PID', 'USER', 'AGE', 'EXCLUSIVE'],
    paint: (text, row, column) => (column === 0 && locks[row]?.end === 'kept' ? style.warning(text) : text),
  });
}

function cellsOf({ id, host, pid, user, ageMs, isExclusive }: JudgedLock): readonly string[] {
  const lock = `${indent}${id.slice(0, 8)}`;
  return [lock, plainLine(host), String(pid), plainLine(user), ageText(ageMs), isExclusive ? 'yes' : 'no'];
}

function reason({ verdict, end }: JudgedLock): string {
  return plainLine(`${endWords[end]}: ${verdict.why}`);
}

/** A kept lock becomes stale by itself, if nobody renews it. */
function staleTime({ locks }: UnlockedApp, { now }: UnlockView): string | undefined {
  const unknown = locks.filter(({ end, verdict }) => end === 'kept' && verdict.kind === 'unknown');
  if (unknown.length === 0) return undefined;
  const staleInMs = Math.max(...unknown.map(({ ageMs }) => staleLockMs - ageMs));
  return clockText(new Date(now.getTime() + staleInMs), now);
}

function hintOf({ namespace, name, locks, hidden, failure }: UnlockedApp): string | undefined {
  if (hidden !== undefined) return hidden.hint;
  if (failure !== undefined) return shellCommand`volsyncctl unlock ${name} -n ${namespace} --dry-run`;
  const kept = locks.filter(({ end }) => end === 'kept');
  const pod = kept.find(({ verdict }) => verdict.kind === 'alive')?.verdict.pod;
  if (pod !== undefined) return shellCommand`kubectl get pod ${pod.name} -n ${pod.namespace}`;
  return kept.length === 0 ? undefined : shellCommand`volsyncctl unlock ${name} -n ${namespace}`;
}

function syncText(sync: TriggerResult, { style }: UnlockView): string {
  const { namespace, name, outcome, snapshot, message, waitedMs } = sync;
  const sign = outcome === 'ok' ? style.good('✔') : outcome === 'unknown' ? style.warning('?') : style.bad('✗');
  const what = snapshot === undefined ? (message ?? 'no backup was made') : `snapshot ${snapshot.id} saved`;
  const hint = sync.hint === undefined ? '' : `${hintLines(sync.hint).join('\n')}\n`;
  return `${sign} ${plainLine(`${namespace}/${name}  ${what}, after ${durationText(waitedMs)}`)}\n${hint}`;
}
