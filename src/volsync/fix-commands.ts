import { failureHint } from './mover-failure-hint.ts';
import type { Diagnosis } from './diagnosis.ts';
import type { Subject as Judged } from './subject.ts';
import { shellCommand, shellWords, type ShellWords } from '../shell-command.ts';

type Subject = Pick<Judged, 'kind' | 'object'>;

/** The command that mends a problem, ready to be pasted. */
export const fixCommands = {
  trigger: (subject: Subject) => shellCommand`volsyncctl trigger ${place(subject)}`,
  /** One more sync: a source that is paused is not triggered, and syncs by itself once it is not. */
  sync: (subject: Subject) =>
    subject.object.spec?.paused === true ? fixCommands.unpause(subject) : fixCommands.trigger(subject),
  restore: (subject: Subject) => shellCommand`volsyncctl restore ${place(subject)} --in-place --latest`,
  /** Only a source can be triggered by us; the tag of a destination is taken out by hand. */
  unpark: (subject: Subject) =>
    subject.kind === 'replicationsource'
      ? shellCommand`volsyncctl trigger ${place(subject)} --unpark`
      : fixCommands.edit(subject),
  snapshots: (subject: Subject) => shellCommand`volsyncctl snapshots ${place(subject)}`,
  logs: (subject: Subject) => shellCommand`volsyncctl logs ${logsOf(subject)}`,
  controllerLog: (subject: Subject) => shellCommand`volsyncctl logs ${logsOf(subject)} --controller`,
  /** What is known of mending a mover is known of sources; of a destination it shows more. */
  failure: (failure: Diagnosis, subject: Subject) =>
    subject.kind === 'replicationsource' ? failureHint(failure, subject.object) : fixCommands.logs(subject),
  status: (subject: Subject) => shellCommand`volsyncctl status ${place(subject)}`,
  edit: (subject: Subject) => shellCommand`kubectl edit ${subject.kind} ${place(subject)}`,
  unpause: (subject: Subject) =>
    shellCommand`kubectl patch ${subject.kind} ${place(subject)} --type merge -p '{"spec":{"paused":false}}'`,
  /** Takes out what VolSync cannot decode; it is VolSync's own note of how long the last sync took. */
  dropDuration: (subject: Subject) =>
    shellCommand`kubectl patch ${subject.kind} ${place(subject)} --subresource status --type json -p '[{"op":"remove","path":"/status/lastSyncDuration"}]'`,
  /** VolSync reads the annotation; a label of that name does nothing. */
  privilegedMovers: (namespace = '') =>
    shellCommand`kubectl annotate namespace ${namespace} volsync.backube/privileged-movers=true`,
  controller: 'kubectl get deployments -A -l app.kubernetes.io/name=volsync',
} as const;

function logsOf(subject: Subject): ShellWords {
  return subject.kind === 'replicationsource' ? place(subject) : shellWords`${place(subject)} --destination`;
}

function place({ object: { metadata } }: Subject): ShellWords {
  return shellWords`${metadata.name} -n ${metadata.namespace ?? ''}`;
}
