import type { KubeObject } from '../../../kubernetes/objects.ts';
import { openRestoreAnnotation, openRestoreAppAnnotation } from '../../../volsync/open-restore.ts';
import { readRestoreJournal, type ParkedSource, type RestoreJournal } from '../../../volsync/restore-journal.ts';
import { commandToResume } from '../../../volsync/suspendable-kinds.ts';
import { shellCommand } from '../../../shell-command.ts';

/**
 * Annotation next to the mark of an unfinished restore: its journal as it began. If somebody has deleted the ConfigMap,
 * this still shows what has to be undone.
 */
export const journalCopyAnnotation = 'volsyncctl/open-restore-journal';

/**
 * The journal of a restore as it began, from the mark on a ReplicationSource; undefined if it is missing or invalid.
 */
export function journalCopyOf({ metadata: { annotations = {}, namespace } }: KubeObject): RestoreJournal | undefined {
  try {
    const journal = readRestoreJournal(annotations[journalCopyAnnotation] ?? '');
    return journal.namespace === namespace ? journal : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The journal of a restore of which only that copy is left: everything may have been started, so all of it is undone,
 * and the data is left. No safety copy is removed: the current one is not known.
 */
export function journalToGiveBack(copy: RestoreJournal): RestoreJournal {
  return {
    ...copy,
    direction: 'aborting',
    leavesData: true,
    steps: { hold: 'begun', stop: 'begun', park: 'begun', restore: 'begun', check: 'begun' },
  };
}

/** The commands that undo the changes of a restore, except for the data; the last one removes its mark. */
export function giveBackCommands({ namespace, app, workloads, sources, holds }: RestoreJournal): readonly string[] {
  return [
    ...sources.map((source) => unparkCommand(namespace, source)),
    ...workloads.filter(({ replicas }) => replicas > 0).map((workload) => scaleCommand(namespace, workload)),
    ...holds.filter(({ suspendBefore }) => suspendBefore !== true).map(commandToResume),
    unmarkCommand(namespace, app),
  ];
}

/** The command that removes the mark of a restore, once everything is undone. */
export function unmarkCommand(namespace: string, name: string): string {
  const marks = [openRestoreAnnotation, openRestoreAppAnnotation, journalCopyAnnotation].map((each) => `${each}-`);
  return [shellCommand`kubectl annotate replicationsource ${name} -n ${namespace}`, ...marks].join(' ');
}

function unparkCommand(namespace: string, { name, triggerBefore }: ParkedSource): string {
  const { schedule = null, manual = null } = triggerBefore ?? {};
  const patch = JSON.stringify({ spec: { trigger: triggerBefore === null ? null : { schedule, manual } } });
  return shellCommand`kubectl patch replicationsource ${name} -n ${namespace} --type merge -p ${patch}`;
}

function scaleCommand(namespace: string, { kind, name, replicas }: RestoreJournal['workloads'][number]): string {
  return shellCommand`kubectl scale ${kind.toLowerCase()} ${name} -n ${namespace} --replicas=${replicas}`;
}
