import { failureHint } from './mover-failure-hint.ts';
import type { Diagnosis } from './diagnosis.ts';
import type { Subject as Judged } from './judged-object.ts';
import { shellCommand, shellWords, type ShellWords } from '../shell-command.ts';

type Subject = Pick<Judged, 'kind' | 'object'>;

/** Commands that fix a problem, ready to paste. */
export const fixCommands = {
  trigger: (subject: Subject) => shellCommand`volsyncctl trigger ${place(subject)}`,
  /** One more sync. A paused source is unpaused instead of triggered: it then syncs by itself. */
  sync: (subject: Subject) =>
    subject.object.spec?.paused === true ? fixCommands.unpause(subject) : fixCommands.trigger(subject),
  restore: (subject: Subject) => shellCommand`volsyncctl restore ${place(subject)} --in-place --latest`,
  /** Only a source can be triggered by volsyncctl; the tag of a destination is removed by hand. */
  unpark: (subject: Subject) =>
    subject.kind === 'replicationsource'
      ? shellCommand`volsyncctl trigger ${place(subject)} --unpark`
      : fixCommands.edit(subject),
  snapshots: (subject: Subject) => shellCommand`volsyncctl snapshots ${place(subject)}`,
  logs: (subject: Subject) => shellCommand`volsyncctl logs ${logsOf(subject)}`,
  controllerLog: (subject: Subject) => shellCommand`volsyncctl logs ${logsOf(subject)} --controller`,
  /** The known fixes for a failing mover are for sources; for a destination the command only shows more. */
  failure: (failure: Diagnosis, subject: Subject) =>
    subject.kind === 'replicationsource' ? failureHint(failure, subject.object) : fixCommands.logs(subject),
  status: (subject: Subject) => shellCommand`volsyncctl status ${place(subject)}`,
  edit: (subject: Subject) => shellCommand`kubectl edit ${subject.kind} ${place(subject)}`,
  unpause: (subject: Subject) =>
    shellCommand`kubectl patch ${subject.kind} ${place(subject)} --type merge -p '{"spec":{"paused":false}}'`,
  /** Removes the value that VolSync cannot decode, its own record of the last sync's duration. */
  dropDuration: (subject: Subject) =>
    shellCommand`kubectl patch ${subject.kind} ${place(subject)} --subresource status --type json -p '[{"op":"remove","path":"/status/lastSyncDuration"}]'`,
  /** VolSync reads the annotation; a label of that name has no effect. */
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
