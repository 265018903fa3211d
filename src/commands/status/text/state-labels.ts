import type { DestinationStatus } from '../../../volsync/destination-state.ts';
import type { Problem } from '../../../volsync/problem.ts';
import type { SourceStatus } from '../../../volsync/source-state.ts';
import type { Style } from '../../../text/style.ts';

export type State = SourceStatus['state'] | DestinationStatus['state'];

/** How bad it is: the worst of the problems. */
export type WorstLevel = Problem['level'] | 'ok';

/** Every level, the worst first. */
export const levels: readonly WorstLevel[] = ['bad', 'warning', 'unknown', 'ok'];

/** The worst of the problems; `ok` is what has none. */
export function worstLevel(problems: readonly Problem[]): WorstLevel {
  return levels.find((level) => problems.some((problem) => problem.level === level)) ?? 'ok';
}

/** Orders the worst first. */
export function compareLevels(a: WorstLevel, b: WorstLevel): number {
  return levels.indexOf(a) - levels.indexOf(b);
}

/** The sign before the word; the word alone says it too. */
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

/** What is neither good nor bad. */
const quietGlyphs: Partial<Record<State, string>> = {
  syncing: '⟳',
  'manual-only': '·',
  'started-empty': '·',
  'never-restored': '·',
};

/** A state as it stands in a table. */
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

/** Colour of a level; it repeats what the sign says. */
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
