import type { Aftermath } from '../in-place/operation/aftermath.ts';
import type { SourceState } from '../in-place/operation/source-states.ts';
import type { RestoreJournal } from '../../../volsync/restore-journal.ts';
import { plainLine } from '../../../foreign-text.ts';
import type { Style } from '../../../text/style.ts';
import { indented } from '../../../text/wrap.ts';
import { shellCommand, shellWords } from '../../../shell-command.ts';

interface View {
  readonly style: Style;
  readonly columns: number | undefined;
}

/** The ReplicationSources that no longer back up the volume as before the restore, with the command that fixes it. */
export function sourceLines(
  journal: RestoreJournal,
  { sources }: Aftermath,
  { style, columns }: View,
): readonly string[] {
  return sources.flatMap((each) => {
    const found = wordsOf(each, journal);
    if (found === undefined) return [];
    const [what, hint] = found;
    const sign = each.state === 'changed' || each.state === 'unknown' ? style.warning('!') : style.bad('✗');
    return [
      ...indented(plainLine(`ReplicationSource ${each.name} ${what}`), sign, columns),
      `    → ${plainLine(hint)}`,
    ];
  });
}

function wordsOf(
  { name, state }: SourceState,
  { namespace, claim, sources }: RestoreJournal,
): readonly [what: string, hint: string] | undefined {
  const place = shellWords`replicationsource ${name} -n ${namespace}`;
  const patch = (spec: object) => shellCommand`kubectl patch ${place} --type merge -p ${JSON.stringify({ spec })}`;
  const before = sources.find((each) => each.name === name)?.triggerBefore;
  const schedule = before?.schedule ?? null;
  switch (state) {
    case 'as-before':
      return undefined;
    case 'changed':
      return [
        'has a different trigger than before the restore',
        shellCommand`volsyncctl status ${name} -n ${namespace}`,
      ];
    case 'parked':
      return ['still has the schedule that parks it: nothing is backed up', patch({ trigger: { schedule } })];
    case 'tagged':
      return [
        'has a manual tag, which outranks its schedule',
        shellCommand`volsyncctl trigger ${name} -n ${namespace} --unpark`,
      ];
    case 'other-volume':
      return [`no longer names PVC ${claim}`, patch({ sourcePVC: claim })];
    case 'gone':
      return ['is gone: nothing is backed up', shellCommand`kubectl get replicationsources -n ${namespace}`];
    case 'unknown':
      return ['could not be read', shellCommand`kubectl get ${place}`];
  }
}
