import type { Busy, BusyObject } from '../judgement/busy.ts';
import { agoText } from '../../../text/age.ts';
import { clockText } from '../../../text/clock.ts';
import { hintLines } from '../../../text/failure.ts';
import { plainLine } from '../../../foreign-text.ts';
import type { Style } from '../../../text/style.ts';

/** What is running, since when, and whether it will end; or that nothing is; and what could not be read. */
export function renderBusy({ objects, gaps, isEmpty, time }: Busy, style: Style): string {
  const lines = objects.flatMap((object) => busyLines(object, time, style));
  lines.push(...gaps.map(({ message }) => `${style.warning('?')} ${plainLine(message)}`));
  if (isEmpty) lines.push(`${style.warning('?')} no ReplicationSource or ReplicationDestination here`);
  if (lines.length === 0) lines.push(`${style.good('✔')} no sync and no restore is running`);
  return lines.map((line) => `${line}\n`).join('');
}

/** One of them on one line, for progress. */
export function busyText({ kind, namespace, name, what, since, willEnd, why }: BusyObject, now: Date): string {
  const when = since === undefined ? '' : ` since ${clockText(since, now)} (${agoText(since, now)})`;
  const end = what === 'syncing' ? ends[String(willEnd) as keyof typeof ends] : '';
  const prefix = kind === 'ReplicationDestination' ? 'replicationdestination ' : '';
  return plainLine(`${prefix}${namespace}/${name}  ${labels[what]}${when}${end}${why === undefined ? '' : `: ${why}`}`);
}

function busyLines(object: BusyObject, now: Date, style: Style): readonly string[] {
  const sign = object.willEnd === true ? '⟳' : object.willEnd === false ? style.bad('✗') : style.warning('?');
  return [`${sign} ${busyText(object, now)}`, ...(object.hint === undefined ? [] : hintLines(object.hint))];
}

const labels = { syncing: 'syncing', due: 'a sync is due', 'restoring-in-place': 'being restored in place' } as const;

const ends = {
  true: ', will end',
  false: ', will not end by itself',
  undefined: ', and may not end by itself',
} as const;
