import type { Choice } from '../../../cli/choose.ts';

/** Where files are looked at. */
export type BrowseTarget = 'live' | 'snapshot' | 'backup';

/** The three places, with the reason for each that cannot be had here. */
export function targetChoices(
  refusals: Readonly<Partial<Record<BrowseTarget, string>>>,
): readonly Choice<BrowseTarget>[] {
  return [
    { value: 'live', line: 'live volume (read-only)', short: 'live volume (read-only)', refused: refusals.live },
    { value: 'snapshot', line: 'VolumeSnapshot', short: 'VolumeSnapshot', refused: refusals.snapshot },
    { value: 'backup', line: 'backup', short: 'backup', refused: refusals.backup },
  ];
}
