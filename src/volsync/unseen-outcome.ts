import type { FailureKind } from '../errors.ts';
import type { Judgement } from './verdict.ts';

/**
 * How a command that looks into a repository, or copies out of it, ends where the repository gives no snapshots: one cause has
 * one code in all of them. A check (`verify`, `bootstrap-check`) ends with the verdict itself: 9 where it is proven.
 *
 * | cause | looks, copies, moves | checks |
 * |---|---|---|
 * | there is no repository, or not the snapshot that was meant | 9 | 9 |
 * | wrong password, incomplete Secret, damage | 8 | 9 |
 * | unreachable, not allowed to look, not understood | 10 | 10 |
 */
export function unseenOutcome({ verdict, reason }: Judgement): FailureKind {
  if (verdict !== 'unprotected') return 'unknown';
  return reason === 'repository-missing' || reason === 'no-snapshot' ? 'unprotected' : 'failed';
}
