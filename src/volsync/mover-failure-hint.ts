import { shellCommand, shellWords, type ShellWords } from '../shell-command.ts';
import type { Diagnosis } from './diagnosis.ts';
import { sourceNames } from './mover-names.ts';
import type { ReplicationSource } from './types.ts';

/** The command that fixes a failure of a source's mover, or shows more of it; ready to paste. */
export function failureHint(failure: Diagnosis, source: ReplicationSource): string {
  const app = appOf(source);
  return failure.hint ?? hints[failure.reason]?.(app) ?? shellCommand`volsyncctl logs ${app.name} ${app.place}`;
}

interface App {
  readonly name: string;
  readonly place: ShellWords;
  readonly secret: string;
  readonly job: string;
  readonly temporaryPVC: string;
}

function appOf({ metadata, spec }: ReplicationSource): App {
  const { job, temporaryPVC } = sourceNames(metadata.name);
  const place = shellWords`-n ${metadata.namespace ?? ''}`;
  return { name: metadata.name, place, secret: spec?.restic?.repository ?? '', job, temporaryPVC };
}

const editSource = ({ name, place }: App) => shellCommand`kubectl edit replicationsource ${name} ${place}`;
/** `verify` tries the password itself and says where to fix it: an ExternalSecret would overwrite an edited Secret. */
const tryPassword = ({ name, place }: App) => shellCommand`volsyncctl verify ${name} ${place}`;
const describePods = ({ job, place }: App) => shellCommand`kubectl describe pods ${place} -l job-name=${job}`;

const hints: Partial<Record<Diagnosis['reason'], (app: App) => string>> = {
  locked: ({ name, place }) => shellCommand`volsyncctl unlock ${name} ${place}`,
  'wrong-password': tryPassword,
  'secret-missing': ({ secret, place }) => shellCommand`kubectl get secret ${secret} ${place}`,
  'source-missing': ({ place }) => shellCommand`kubectl get pvc ${place}`,
  'unreadable-files': editSource,
  damaged: ({ name, place }) => shellCommand`volsyncctl verify ${name} ${place} --depth metadata`,
  'image-not-pullable': describePods,
  unschedulable: describePods,
  'scheduling-gated': describePods,
  'mount-failing': describePods,
  'volume-pending': ({ place }) => shellCommand`kubectl describe pvc ${place}`,
  'volume-snapshot-failing': ({ temporaryPVC, place }) =>
    shellCommand`kubectl describe volumesnapshot ${temporaryPVC} ${place}`,
  'quota-exceeded': ({ place }) => shellCommand`kubectl describe quota ${place}`,
  'admission-refused': ({ job, place }) => shellCommand`kubectl describe job ${job} ${place}`,
  error: ({ name, place }) => shellCommand`volsyncctl logs ${name} ${place} --controller`,
};
