import type { FailureKind } from '../errors.ts';
import type { Judgement } from './verdict.ts';

/**
 * How a command that reads a repository, or copies from it, ends if the repository lists no snapshots: one cause has one
 * exit code in all of them. A check (`verify`, `bootstrap-check`) ends with the verdict itself: 9 if it is proven.
 *
 * | cause | reads, copies, restores | checks |
 * |---|---|---|
 * | no repository, or not the selected snapshot | 9 | 9 |
 * | wrong password, incomplete Secret, damage | 8 | 9 |
 * | unreachable, forbidden, malformed answer | 10 | 10 |
 */
export function unseenOutcome({ verdict, reason }: Judgement): FailureKind {
  if (verdict !== 'unprotected') return 'unknown';
  return reason === 'repository-missing' || reason === 'no-snapshot' ? 'unprotected' : 'failed';
}
