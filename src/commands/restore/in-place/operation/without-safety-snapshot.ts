import { Failure, isFailure } from '../../../../errors.ts';
import type { RestoreInPlacePorts } from './ports.ts';
import { goBack, type Steps } from './engine.ts';
import type { KeptJournal } from './journal-store.ts';

/** Why nothing was restored; the app is as before, and no restore is unfinished. */
export class GivenBack extends Failure {}

/**
 * Ends a restore for which no safety copy could be taken, before anything was restored: everything is released, and the
 * journal closed. Returns the Failure that says so; if something cannot be released, it throws and leaves the restore
 * unfinished.
 */
export async function giveBackWithoutSafetySnapshot(
  failure: Failure,
  { kept, steps, ports }: { readonly kept: KeptJournal; readonly steps: Steps; readonly ports: RestoreInPlacePorts },
): Promise<GivenBack> {
  const { namespace, app, claim } = kept.now;
  ports.report({ type: 'step', words: 'no safety net could be taken: restoring the previous state' });
  try {
    await goBack(kept, steps, ports);
    await kept.close();
  } catch (error) {
    if (!isFailure(error)) throw error;
    const details = [
      `It was being rolled back because no safety net could be taken: ${failure.message}`,
      ...error.details,
    ];
    throw new Failure(error.kind, error.message, {
      hint: error.hint?.split('\n'),
      missingRight: error.missingRight,
      details,
      cause: error,
    });
  }
  return new GivenBack(failure.kind, failure.message, {
    details: [
      ...failure.details,
      `No safety net, so nothing was restored: ${namespace}/${app} is as it was, and pvc/${claim} was not touched.`,
    ],
    hint: failure.hint?.split('\n'),
    missingRight: failure.missingRight,
    cause: failure.cause,
  });
}
