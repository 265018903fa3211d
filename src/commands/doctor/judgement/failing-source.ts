import type { SourceStatus } from '../../../volsync/source-state.ts';

/**
 * Whether no backup succeeds: if one does, the mover can read its files and write to its repository, whatever owners
 * and modes suggest.
 */
export function isFailing({ lastSync, problems }: SourceStatus): boolean {
  return lastSync.kind === 'none' || problems.some(({ reason }) => reason === 'failing');
}
