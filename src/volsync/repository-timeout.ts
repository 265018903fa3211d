import { rawText, type ForeignText } from '../foreign-text.ts';

/**
 * How long VolSync's mover waits for the repository's first answer, `restic cat config`: 60 s, 10 s in 0.13.0, forever
 * before (mover-restic/entry.sh). Undefined if it waits forever.
 */
export function repositoryTimeoutMs(moverImage: ForeignText): number | undefined {
  const version = /:v?(?<major>\d+)\.(?<minor>\d+)\.(?<patch>\d+)/.exec(rawText(moverImage))?.groups;
  if (version === undefined) return usualMs;
  const [major, minor, patch] = [version['major'], version['minor'], version['patch']].map(Number);
  if (major !== 0 || minor === undefined || minor > 13) return usualMs;
  if (minor < 13) return undefined;
  return patch === 0 ? 10_000 : usualMs;
}

const usualMs = 60_000;
