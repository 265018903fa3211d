/** The flags that are for several apps only. */
export const ofSeveral = {
  all: '--all',
  toNew: '--to-new',
  maxParallel: '--max-parallel',
  skipUnrestorable: '--skip-unrestorable',
} as const;

/** Whether a command line is about several apps. */
export function areSeveral(words: readonly string[], all: Readonly<Record<string, unknown>>): boolean {
  return words.length > 1 || Object.keys(ofSeveral).some((name) => all[name] !== undefined);
}

/** Whether no flag is about several apps or a target: then the second word may be a mistake. */
export function hasNoTarget(all: Readonly<Record<string, unknown>>): boolean {
  return !areSeveral([], all) && all['inPlace'] === undefined && all['to'] === undefined;
}
