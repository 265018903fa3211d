import { isNoticeablyOlder } from '../volsync/data-time.ts';
import { agoText } from './age.ts';
import { clockText } from './clock.ts';

/** Both times of a snapshot whose data is much older than itself; undefined if they hardly differ. */
export function olderDataText(time: Date | undefined, dataTime: Date | undefined, now: Date): string | undefined {
  if (time === undefined || dataTime === undefined || !isNoticeablyOlder(dataTime, time)) return undefined;
  return `data of ${clockText(dataTime, now)} (${agoText(dataTime, now)}), copied when its sync began; saved ${clockText(time, now)}`;
}
