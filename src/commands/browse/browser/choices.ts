import type { Choice } from '../../../cli/choose.ts';

/** What to browse. */
export type BrowseTarget = 'live' | 'snapshot' | 'backup';

/** The three targets, with the reason for each that is not available. */
export function targetChoices(
  refusals: Readonly<Partial<Record<BrowseTarget, string>>>,
): readonly Choice<BrowseTarget>[] {
  return [
    { value: 'live', line: 'live volume (read-only)', short: 'live volume (read-only)', refused: refusals.live },
    { value: 'snapshot', line: 'VolumeSnapshot', short: 'VolumeSnapshot', refused: refusals.snapshot },
    { value: 'backup', line: 'backup', short: 'backup', refused: refusals.backup },
  ];
}
