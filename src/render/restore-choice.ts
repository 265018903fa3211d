import { shortId } from '../restic/snapshots.ts';
import type { RestoreChoice, RestoreWish } from '../volsync/restore-choice.ts';
import { plainLine } from './plain.ts';
import { rfc3339 } from './rfc3339.ts';
import type { Style } from './style.ts';
import { timeText } from './time-text.ts';
import { wrapText } from './wrap.ts';

/** What a restore with these settings would take, in the words that a ReplicationDestination has for them. */
export function renderChoice(choice: RestoreChoice, wish: RestoreWish, style: Style): string {
  const asked = wishText(wish);
  switch (choice.kind) {
    case 'chosen': {
      const { id, time } = choice.snapshot;
      return `${style.good('►')} ${asked} restores ${shortId(id)} of ${timeText(time)}\n`;
    }
    case 'none':
      return `${marked('!', `none: ${asked} restores nothing, and VolSync calls that successful`, style)}\n`;
    case 'unclear':
      return `${marked('?', `what ${asked} restores cannot be told: ${plainLine(choice.why)}`, style)}\n`;
  }
}

function wishText({ asOf, previous }: RestoreWish): string {
  const parts = asOf === undefined ? [] : [`restoreAsOf: ${rfc3339(asOf)}`];
  if (previous > 0 || asOf === undefined) parts.push(`previous: ${previous}`);
  return parts.join(', ');
}

function marked(mark: string, text: string, style: Style): string {
  const lines = wrapText(text, 76).map((line, index) => `${index === 0 ? mark : ' '} ${line}`);
  return lines.map((line) => style.warning(line)).join('\n');
}
