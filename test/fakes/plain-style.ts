import type { Style } from '../../src/text/style.ts';

const same = (text: string) => text;

/** A style that adds nothing, so that a test sees the words. */
export const plainStyle: Style = { good: same, bad: same, warning: same, strong: same, chosen: same, quiet: same };
