import { expect, it } from 'vitest';
import type { InPlaceReport } from '../../../../src/commands/restore/in-place/operation/restore-in-place.ts';
import type { SourceState } from '../../../../src/commands/restore/in-place/operation/source-states.ts';
import type { WorkloadState } from '../../../../src/commands/restore/in-place/operation/aftermath.ts';
import { inPlaceDocument, renderInPlace } from '../../../../src/commands/restore/in-place/text.ts';
import { someComparison, someTally } from '../../../fakes/in-place/comparison.ts';
import { someJournal } from '../../../fakes/in-place/journal.ts';
import { plainStyle } from '../../../fakes/plain-style.ts';

function stateOf(state: WorkloadState['state'], replicas?: number, isAnother = false): WorkloadState {
  const [workload] = someJournal().workloads;
  if (workload === undefined) throw new Error('no workload');
  return { workload, state, replicas, isAnother };
}

const view = { style: plainStyle, programName: 'volsyncctl', columns: 80 };
const done: InPlaceReport = {
  end: 'restored',
  journal: someJournal(),
  preview: someComparison({ onlyInVolume: someTally(2), changed: someTally(1) }),
  restored: undefined,
  check: someComparison(),
  inexact: [],
  aftermath: { workloads: [stateOf('ready', 1)], sources: [], safety: 'there', outcome: 'ok' },
  tookMs: 11_000,
};

it('says what is in the volume, how that is known, and what is kept', () => {
  const text = renderInPlace(done, view);
  expect(text).toMatch(/^✔ home\/web {2}pvc\/web matches snapshot be33baf0 of .*\n/);
  expect(text).toContain('compared: 5 files (50 B), no difference in content');
  expect(text).toContain('- 2 files (20 B) deleted');
  expect(text).toContain('→ kubectl delete volumesnapshot volsyncctl-web-before-01234567 -n home');
});

it('tells owners and modes that could not be set', () => {
  const text = renderInPlace({ ...done, check: someComparison({ attributes: someTally(3) }) }, view);
  expect(text).toContain('! 3 files (30 B) with another owner, mode or time');
});

it.each<[string, Partial<InPlaceReport>]>([
  ['was not touched', { journal: someJournal({ steps: { keep: 'given-back' } }) }],
  [
    'has its previous data again, compared',
    { journal: someJournal({ steps: { restore: 'given-back' }, dataBack: 'exact' }) },
  ],
  ['was left as it is', { journal: someJournal({ steps: { restore: 'given-back' }, dataBack: 'left' }) }],
  ['is not known', { journal: someJournal({ steps: { restore: 'given-back' } }) }],
])('a restore that was taken back says of the data: %s', (words, change) => {
  const text = renderInPlace({ ...done, end: 'taken-back', ...change }, view);
  expect(text.replace(/\s+/g, ' ')).toContain(words);
});

it('names the safety net that is kept where not all came back exactly', () => {
  const journal = someJournal({ steps: { restore: 'given-back' }, dataBack: 'inexact' });
  const text = renderInPlace({ ...done, journal, end: 'taken-back', inexact: ['"/x" has another owner'] }, view);
  expect(text).toContain('! "/x" has another owner');
  expect(text).toContain('volsyncctl-web-before-01234567');
});

it.each<[WorkloadState, string, string]>([
  [stateOf('gone'), '✗ Deployment web is gone: it was deleted', 'kubectl get deployments -n home'],
  [
    stateOf('stopped', 0),
    '✗ Deployment web has 0 replicas, and had 1',
    'kubectl scale deployment web -n home --replicas=1',
  ],
  [
    stateOf('stopped', 0, true),
    '✗ Deployment web was deleted and created again, and has 0 replicas, and had 1',
    'kubectl scale deployment web -n home --replicas=1',
  ],
  [stateOf('not-ready', 1), '✗ Deployment web is not ready', 'kubectl describe deployment web -n home'],
  [
    stateOf('unknown'),
    '? Deployment web could not be read: whether it runs is not known',
    'kubectl get deployment web',
  ],
])('does not say that an app runs which does not: $0.state', (state, words, hint) => {
  for (const change of [{}, { end: 'taken-back' as const }]) {
    const outcome = state.state === 'unknown' ? ('unknown' as const) : ('failed' as const);
    const report = { ...done, ...change, aftermath: { ...done.aftermath, workloads: [state], outcome } };
    const text = renderInPlace(report, view);
    expect(text).toMatch(/^! home\/web/);
    expect(text.replace(/\s+/g, ' ')).toContain(words);
    expect(text).toContain(`→ ${hint}`);
    expect(text).not.toContain('running again');
    expect(inPlaceDocument(report)).toMatchObject({
      outcome,
      workloadStates: [{ kind: 'Deployment', name: 'web', state: state.state }],
    });
  }
});

it('says of an app that was not ready before that it is not, and of one with 0 replicas that it is as before', () => {
  const asBefore = { ...done, aftermath: { ...done.aftermath, workloads: [stateOf('not-ready-as-before', 1)] } };
  expect(renderInPlace(asBefore, view)).toMatch(/^✔ .*[^]*! Deployment web is not ready, as before the restore/);
  const { workload, ...rest } = stateOf('ready', 0);
  const idle = { ...rest, workload: { ...workload, replicas: 0 } };
  const text = renderInPlace({ ...done, aftermath: { ...done.aftermath, workloads: [idle] } }, view);
  expect(text).toContain('as before: Deployment web (0 replicas)');
  expect(text).not.toContain('running again');
});

it.each<['gone' | 'unknown', string]>([
  ['gone', '! the previous data is not kept: VolumeSnapshot home/volsyncctl-web-before-01234567 was deleted'],
  ['unknown', '? not known whether the previous data is still kept'],
])('does not name a safety net that is %s as the way back', (safety, words) => {
  const left = someJournal({ steps: { restore: 'given-back' }, dataBack: 'left' });
  for (const change of [{}, { end: 'taken-back' as const, journal: left }]) {
    const text = renderInPlace({ ...done, ...change, aftermath: { ...done.aftermath, safety } }, view);
    expect(text.replace(/\s+/g, ' ')).toContain(words);
    expect(text).not.toContain('kubectl delete volumesnapshot');
  }
});

it('is a document with a schema', () => {
  expect(inPlaceDocument(done)).toMatchObject({
    schema: 'volsyncctl/restore/v1',
    kind: 'in-place',
    isDryRun: false,
    state: 'restored',
    tookSeconds: 11,
  });
});

it.each<[string, Partial<InPlaceReport>]>([
  ['restored', {}],
  ['taken back', { end: 'taken-back', journal: someJournal({ steps: { restore: 'given-back' }, dataBack: 'left' }) }],
])('%s fits a narrow terminal, but for the command that is to be copied', (_end, change) => {
  const lines = renderInPlace({ ...done, ...change }, { ...view, columns: 60 }).split('\n');
  const texts = lines.filter((line) => !line.includes('→'));
  expect(texts.join(' ')).toMatch(/previous data is kept in +VolumeSnapshot/);
  expect(Math.max(...texts.map((line) => line.length))).toBeLessThanOrEqual(60);
});

it.each<[SourceState['state'], RegExp]>([
  ['parked', /✗ ReplicationSource web still has the schedule .*\n.*→ kubectl patch .*"schedule":"0 \* \* \* \*"/],
  ['tagged', /→ volsyncctl trigger web -n home --unpark/],
  ['other-volume', /no longer names PVC web\n.*"sourcePVC":"web"/],
  ['gone', /✗ ReplicationSource web is gone: nothing is backed up/],
  ['changed', /! ReplicationSource web has a different trigger/],
])('says how a source stands that is %s', (state, words) => {
  const sources = [{ name: 'web', state }];
  const report = { ...done, aftermath: { ...done.aftermath, sources } };
  expect(renderInPlace(report, { ...view, columns: 200 }).replaceAll(/\n {4}(?=[^ →])/g, ' ')).toMatch(words);
  expect(inPlaceDocument(report).sourceStates).toEqual(sources);
});
