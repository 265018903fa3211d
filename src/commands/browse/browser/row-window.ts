import type { Key } from './browser-state.ts';

/** The first visible row, moved only as far as needed to show the cursor and fill the screen. */
export function windowTop(top: number, cursor: number, { count, room }: { count: number; room: number }): number {
  const moved = cursor < top ? cursor : cursor >= top + room ? cursor - room + 1 : top;
  return within(moved, count - room + 1);
}

/** Limits the index to a list of this length. */
export function within(index: number, count: number): number {
  return Math.max(0, Math.min(index, count - 1));
}

/** As in vi and less: j, k, g and G. */
const letters: Readonly<Record<string, string>> = { j: 'down', k: 'up', g: 'home', G: 'end' };

/** The name of a key, or of the one that a letter stands for. */
export function movingKey({ name, sequence = '', ctrl }: Key): string | undefined {
  return ctrl === true ? name : (letters[sequence] ?? name);
}

/** The new position after a key; undefined for a key that does not move. `page` is the number of visible rows. */
export function movedBy(key: string | undefined, from: number, page: number): number | undefined {
  switch (key) {
    case 'up':
      return from - 1;
    case 'down':
      return from + 1;
    case 'pageup':
      return from - page;
    case 'pagedown':
      return from + page;
    case 'home':
      return 0;
    case 'end':
      return Number.MAX_SAFE_INTEGER;
    default:
      return undefined;
  }
}
