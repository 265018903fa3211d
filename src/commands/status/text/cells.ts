import type { DestinationStatus } from '../../../volsync/destination-state.ts';
import { goDurationMs } from '../../../go-duration.ts';
import { drillRecordOf } from '../../../volsync/drill-record.ts';
import type { SourceStatus } from '../../../volsync/source-state.ts';
import { isSyncing } from '../../../volsync/sync-state.ts';
import { drillText } from '../../../text/drill.ts';
import { ageText, agoText, durationText, untilText } from '../../../text/age.ts';
import { plainLine } from '../../../foreign-text.ts';
import { glyphOf, worstLevel, wordOf, type State } from './state-labels.ts';

/** The columns of a source after the namespace. */
export function sourceHeaders(isWide: boolean): readonly string[] {
  const headers = ['APP', 'STATE', 'LAST SYNC', 'NEXT', 'SNAPSHOT'];
  return isWide ? [...headers, 'TOOK', 'SCHEDULE', 'PVC', 'MOVER', 'COPY', 'DRILL'] : headers;
}

/** The cells of a source, in the order of its headers. */
export function sourceCells(source: SourceStatus, now: Date, isWide: boolean): readonly string[] {
  const { object, lastSync, trigger, mover } = source;
  const cells = [
    object.metadata.name,
    stateText(source, now),
    lastSync.kind === 'none' ? 'never' : `${agoText(lastSync.at, now)}${olderDataCell(source, now)}`,
    nextCell(source, now),
    snapshotCell(lastSync),
  ];
  if (!isWide) return cells;
  return [
    ...cells,
    tookCell(source),
    'schedule' in trigger ? plainLine(trigger.schedule) : '–',
    plainLine(object.spec?.sourcePVC ?? '–'),
    mover,
    object.spec?.restic?.copyMethod ?? '–',
    drillText(drillRecordOf(object), now),
  ];
}

/** The columns of a destination after the namespace. */
export function destinationHeaders(isWide: boolean): readonly string[] {
  const headers = ['DESTINATION', 'STATE', 'LAST RESTORE', 'NEXT', 'SNAPSHOT'];
  return isWide ? [...headers, 'TOOK', 'SCHEDULE', 'IMAGE', 'MOVER', 'COPY'] : headers;
}

/** The cells of a destination, in the order of its headers. */
export function destinationCells(destination: DestinationStatus, now: Date, isWide: boolean): readonly string[] {
  const { object, lastRestore, trigger, mover } = destination;
  const cells = [
    object.metadata.name,
    stateText(destination, now),
    lastRestore.kind === 'none' ? 'never' : agoText(lastRestore.at, now),
    nextCell(destination, now),
    snapshotCell(lastRestore),
  ];
  if (!isWide) return cells;
  return [
    ...cells,
    tookCell(destination),
    'schedule' in trigger ? plainLine(trigger.schedule) : '–',
    plainLine(object.status?.latestImage?.name ?? '–'),
    mover,
    object.spec?.restic?.copyMethod ?? '–',
  ];
}

/** If the data of the last sync is much older than its end. */
function olderDataCell({ olderData }: SourceStatus, now: Date): string {
  return olderData === undefined ? '' : ` (data ${ageText(now.getTime() - olderData.getTime())})`;
}

type Item = SourceStatus | DestinationStatus;

/** The symbol, the state in words, and its duration. */
export function stateText({ state, since, problems }: Item, now: Date): string {
  const age = since === undefined ? '' : ` ${ageText(now.getTime() - since.getTime())}`;
  return `${glyphOf(state, worstLevel(problems))} ${wordOf(state)}${age}`;
}

function nextCell({ object, state, trigger, nextSync }: Item, now: Date): string {
  if (neverAgain.includes(state)) return 'never';
  if (isSyncing(object)) return '–';
  switch (trigger.kind) {
    case 'manual':
      return 'manual';
    case 'parked':
    case 'none':
      return '–';
    case 'schedule':
      return untilText(nextSync, now);
  }
}

const neverAgain: readonly State[] = ['parked-schedule', 'broken-schedule', 'no-mover'];

function snapshotCell(last: SourceStatus['lastSync'] | DestinationStatus['lastRestore']): string {
  switch (last.kind) {
    case 'backup':
    case 'restored':
      return last.snapshot;
    case 'empty':
    case 'nothing':
      return 'none';
    case 'unknown':
      return '?';
    case 'none':
      return '–';
  }
}

function tookCell({ object }: Item): string {
  const ms = goDurationMs(object.status?.lastSyncDuration);
  return ms === undefined ? '–' : durationText(ms);
}
