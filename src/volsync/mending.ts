import type { Subject } from './subject.ts';

/** The command that mends a problem, ready to be pasted. */
export const mending = {
  trigger: (subject: Subject) => `volsyncctl trigger ${place(subject)}`,
  /** Only a source can be triggered by us; the tag of a destination is taken out by hand. */
  unpark: (subject: Subject) =>
    subject.kind === 'replicationsource' ? `volsyncctl trigger ${place(subject)} --unpark` : mending.edit(subject),
  logs: (subject: Subject) => `volsyncctl logs ${place(subject)}`,
  controllerLog: (subject: Subject) => `volsyncctl logs ${place(subject)} --controller`,
  status: (subject: Subject) => `volsyncctl status ${place(subject)}`,
  edit: (subject: Subject) => `kubectl edit ${subject.kind} ${place(subject)}`,
  unpause: (subject: Subject) =>
    `kubectl patch ${subject.kind} ${place(subject)} --type merge -p '{"spec":{"paused":false}}'`,
  controller: 'kubectl get deployments -A -l app.kubernetes.io/name=volsync',
} as const;

function place({ object: { metadata } }: Subject): string {
  return `${metadata.name} -n ${metadata.namespace ?? ''}`;
}
