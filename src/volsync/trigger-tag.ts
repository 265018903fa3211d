import { rawText, type ForeignText } from '../foreign-text.ts';

/** A manual tag of our own: `suffix` keeps two of the same second apart. */
export function triggerTag(now: Date, suffix: string): string {
  return `volsyncctl-${now.toISOString().replace(/[-:]|\.\d+/g, '')}-${suffix}`;
}

/** Whether a tag was set by volsyncctl: by one that runs now, or by one that was killed before it could take it back. */
export function isTriggerTag(tag: ForeignText): boolean {
  return /^volsyncctl-\d{8}T\d{6}Z-[a-z0-9]{3}$/.test(rawText(tag));
}
