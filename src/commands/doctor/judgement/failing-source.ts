import type { SourceStatus } from '../../../volsync/source-state.ts';

/** No backup succeeds: where one does, the mover can read its files and write into its repository, whatever owners and modes say. */
export function isFailing({ lastSync, problems }: SourceStatus): boolean {
  return lastSync.kind === 'none' || problems.some(({ reason }) => reason === 'failing');
}
