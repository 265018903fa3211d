import type { DestinationStatus } from '../../../volsync/destination-state.ts';
import type { Problem } from '../../../volsync/problem.ts';
import type { SourceStatus } from '../../../volsync/source-state.ts';
import type { Style } from '../../../text/style.ts';

export type State = SourceStatus['state'] | DestinationStatus['state'];

/** The level of the worst problem. */
export type WorstLevel = Problem['level'] | 'ok';

/** Every level, worst first. */
export const levels: readonly WorstLevel[] = ['bad', 'warning', 'unknown', 'ok'];

/** The level of the worst problem; `ok` without problems. */
export function worstLevel(problems: readonly Problem[]): WorstLevel {
  return levels.find((level) => problems.some((problem) => problem.level === level)) ?? 'ok';
}

/** Orders worst first. */
export function compareLevels(a: WorstLevel, b: WorstLevel): number {
  return levels.indexOf(a) - levels.indexOf(b);
}

/** The symbol before the word, which repeats its meaning. */
export function glyphOf(state: State, level: WorstLevel): string {
  switch (level) {
    case 'bad':
      return '✗';
    case 'warning':
      return '!';
    case 'unknown':
      return '?';
    case 'ok':
      return quietGlyphs[state] ?? '✔';
  }
}

/** States that are neither good nor bad. */
const quietGlyphs: Partial<Record<State, string>> = {
  syncing: '⟳',
  'manual-only': '·',
  'started-empty': '·',
  'never-restored': '·',
};

/** A state as shown in a table. */
export function wordOf(state: State): string {
  return words[state] ?? state.replaceAll('-', ' ');
}

const words: Partial<Record<State, string>> = {
  syncing: 'running',
  'parked-schedule': 'parked',
  'unsupported-mover': 'unknown',
  'no-evidence': 'unknown',
  forbidden: 'unknown',
};

/** The color of a level; it repeats what the symbol says. */
export function paintLevel(style: Style, level: WorstLevel): (text: string) => string {
  switch (level) {
    case 'bad':
      return style.bad;
    case 'warning':
    case 'unknown':
      return style.warning;
    case 'ok':
      return style.good;
  }
}
