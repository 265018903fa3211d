import { timeText } from '../../../text/time-text.ts';

/** A modification time in at most 11 characters: `15:26` today, `11-22 15:26` this year, `2024-11-22` before. */
export function fileTimeText(moment: Date, now: Date): string {
  if (Number.isNaN(moment.getTime())) return '–';
  const [text, today] = [timeText(moment), timeText(now)];
  if (text.slice(0, 10) === today.slice(0, 10)) return text.slice(11, 16);
  return text.slice(0, 4) === today.slice(0, 4) ? text.slice(5, 16) : text.slice(0, 10);
}
