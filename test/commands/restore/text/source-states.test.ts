import { expect, it } from 'vitest';
import type { SourceState } from '../../../../src/commands/restore/in-place/operation/source-states.ts';
import { sourceLines } from '../../../../src/commands/restore/text/source-states.ts';
import { someJournal } from '../../../fakes/in-place/journal.ts';
import { plainStyle } from '../../../fakes/plain-style.ts';

const view = { style: plainStyle, columns: undefined };

function said(...sources: readonly SourceState[]): readonly string[] {
  return sourceLines(someJournal(), { workloads: [], sources, safety: 'there', outcome: 'ok' }, view);
}

it('says nothing of a source that backs up as before', () => {
  expect(said({ name: 'web', state: 'as-before' })).toEqual([]);
});

it.each<[SourceState['state'], string, string]>([
  ['changed', '! ReplicationSource web has a different trigger', 'volsyncctl status web -n home'],
  [
    'parked',
    '✗ ReplicationSource web still has the schedule that parks it',
    '-p \'{"spec":{"trigger":{"schedule":"0 * * * *"}}}\'',
  ],
  ['tagged', '✗ ReplicationSource web has a manual tag', 'volsyncctl trigger web -n home --unpark'],
  ['other-volume', '✗ ReplicationSource web no longer names PVC web', '-p \'{"spec":{"sourcePVC":"web"}}\''],
  ['gone', '✗ ReplicationSource web is gone: nothing is backed up', 'kubectl get replicationsources -n home'],
  ['unknown', '! ReplicationSource web could not be read', 'kubectl get replicationsource web -n home'],
])('names a source that is %s, and the command that mends it', (state, what, command) => {
  const lines = said({ name: 'web', state });
  const [first = ''] = lines;
  const hint = lines.at(-1) ?? '';
  expect(first).toContain(what);
  expect(hint).toMatch(/^ {4}→ /);
  expect(hint).toContain(command);
  expect(lines.filter((line) => line.includes('→'))).toHaveLength(1);
});
