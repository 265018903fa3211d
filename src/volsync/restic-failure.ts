import { stepTimedOut } from '../restic/repository-script.ts';
import type { StepOutput } from '../restic/step-log.ts';
import { withoutCredentials } from '../without-credentials.ts';
import { failureOfMover } from './mover-failure-log.ts';
import { lasting, passing, type Diagnosis } from './diagnosis.ts';

/** Why a run of restic failed: its messages say more, its exit codes (restic ≥ 0.17) are more certain. */
export function failureOfRestic({ exitCode, errors }: StepOutput): Diagnosis {
  const words = errors.flatMap(wordsOf).map(withoutCredentials);
  const failure = failureOfMover({ exitCode, lines: words });
  if (exitCode === 10) return lasting('repository-missing', 'there is no repository', words.slice(0, 1));
  if (exitCode === 12) return lasting('wrong-password', 'the password does not open the repository', failure.details);
  return exitCode === stepTimedOut ? outOfTime(failure) : failure;
}

/** restic's messages up to then may explain it; restic would have retried. */
function outOfTime({ reason, message, details }: Diagnosis): Diagnosis {
  if (reason === 'repository-unreachable') return passing(reason, message, details);
  return passing('repository-unreachable', 'restic did not finish in time', details);
}

/** With --json, restic wraps its last messages; earlier lines stay plain text. */
function wordsOf(line: string): readonly string[] {
  if (!line.startsWith('{')) return [line];
  try {
    const { message } = JSON.parse(line) as { readonly message?: unknown };
    return typeof message === 'string' ? message.split('\n') : [line];
  } catch {
    return [line];
  }
}
