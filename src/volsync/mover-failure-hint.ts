import { shellWord } from '../shell-word.ts';
import { isYoungLock } from './lock-holder.ts';
import type { MoverFailure } from './mover-failure.ts';
import { sourceNames } from './mover-names.ts';
import type { ReplicationSource } from './types.ts';

/** The command that mends a failure of a source's mover, or shows more of it; ready to be pasted. */
export function failureHint(failure: MoverFailure, source: ReplicationSource): string {
  const app = appOf(source);
  return hints[failure.reason]?.(app, failure) ?? `volsyncctl logs ${app.name} ${app.place}`;
}

interface App {
  readonly name: string;
  readonly place: string;
  readonly secret: string;
  readonly job: string;
  readonly temporaryPVC: string;
}

function appOf({ metadata, spec }: ReplicationSource): App {
  const { job, temporaryPVC } = sourceNames(metadata.name);
  const place = `-n ${metadata.namespace ?? ''}`;
  return { name: metadata.name, place, secret: shellWord(spec?.restic?.repository ?? ''), job, temporaryPVC };
}

const editSource = ({ name, place }: App) => `kubectl edit replicationsource ${name} ${place}`;
/** It tries the password itself, and tells where that is mended: an ExternalSecret would overwrite a Secret that is edited. */
const tryPassword = ({ name, place }: App) => `volsyncctl verify ${name} ${place}`;
const describePods = ({ job, place }: App) => `kubectl describe pods ${place} -l job-name=${job}`;

const hints: Partial<Record<MoverFailure['reason'], (app: App, failure: MoverFailure) => string>> = {
  locked: unlock,
  'wrong-password': tryPassword,
  'secret-missing': ({ secret, place }) => `kubectl get secret ${secret} ${place}`,
  'source-missing': ({ place }) => `kubectl get pvc ${place}`,
  'unreadable-files': editSource,
  damaged: ({ name, place }) => `volsyncctl verify ${name} ${place} --depth metadata`,
  'image-not-pullable': describePods,
  unschedulable: describePods,
  'scheduling-gated': describePods,
  'mount-failing': describePods,
  'volume-pending': ({ place }) => `kubectl describe pvc ${place}`,
  'volume-snapshot-failing': ({ temporaryPVC, place }) => `kubectl describe volumesnapshot ${temporaryPVC} ${place}`,
  'quota-exceeded': ({ place }) => `kubectl describe quota ${place}`,
  'admission-refused': ({ job, place }) => `kubectl describe job ${job} ${place}`,
  error: ({ name, place }) => `volsyncctl logs ${name} ${place} --controller`,
};

/**
 * VolSync has `restic unlock` run before each try once this word is new to it. That removes only locks that were not renewed
 * for 30 minutes: for a younger one it would do nothing, and whoever holds it is looked for.
 */
function unlock({ name, place }: App, { lock }: MoverFailure): string {
  if (lock !== undefined && isYoungLock(lock))
    return `kubectl get pods -A --field-selector metadata.name=${shellWord(lock.host)}`;
  const word = `lock-of-${lock?.host ?? 'unknown'}`.replace(/[^\w.-]/g, '-');
  const patch = JSON.stringify({ spec: { restic: { unlock: word } } });
  return `kubectl patch replicationsource ${name} ${place} --type merge -p '${patch}'`;
}
