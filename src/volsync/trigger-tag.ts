import { rawText, type ForeignText } from '../foreign-text.ts';

/** A manual tag of volsyncctl; `suffix` separates two tags of the same second. */
export function triggerTag(now: Date, suffix: string): string {
  return `volsyncctl-${now.toISOString().replace(/[-:]|\.\d+/g, '')}-${suffix}`;
}

/** Whether volsyncctl set a tag: a running one, or one that was interrupted before it could remove it. */
export function isTriggerTag(tag: ForeignText): boolean {
  return /^volsyncctl-\d{8}T\d{6}Z-[a-z0-9]{3}$/.test(rawText(tag));
}
