import { expect, it } from 'vitest';
import type { BootstrapRestore } from '../../../../src/commands/restore/bootstrap/operation.ts';
import { bootstrapRestoreDocument, renderBootstrapRestore } from '../../../../src/commands/restore/bootstrap/text.ts';
import { plainStyle } from '../../../fakes/plain-style.ts';

const restore: BootstrapRestore = {
  app: { namespace: 'home', name: 'web' },
  claim: 'web',
  destination: 'web-bootstrap',
  kind: 'restored',
  snapshot: '724684cd',
  time: new Date('2026-11-23T14:00:05Z'),
  createdRepository: undefined,
  why: undefined,
  newer: undefined,
  begunAt: new Date('2026-11-23T14:59:50Z'),
  completedAt: new Date('2026-11-23T15:00:00Z'),
  wasOver: true,
  waitedMs: 100,
};
const now = new Date('2026-11-23T15:30:00Z');
const text = (change: Partial<BootstrapRestore>) => renderBootstrapRestore({ ...restore, ...change }, now, plainStyle);

it.each<[Partial<BootstrapRestore>, RegExp]>([
  [
    {},
    /^✔ home\/web {2}the bootstrap restored snapshot 724684cd of .*\n {2}by .* web-bootstrap into PVC web · completed 30m ago\n$/,
  ],
  [
    { kind: 'nothing', snapshot: undefined },
    /^✗ home\/web {2}the bootstrap restored nothing: the volume began empty\n[^]*→ volsyncctl snapshots web -n home\n$/,
  ],
  [{ kind: 'nothing', createdRepository: '/typo\u001b' }, /VolSync made one at \/typo\S*\n/],
  [{ kind: 'unknown', snapshot: undefined }, /^\? home\/web {2}what the bootstrap restored is not known/],
  [{ kind: 'unknown', why: 'it was filled from another' }, /is not known: it was filled from another/],
  [{ kind: 'outdated', newer: 2 }, /^✗ .*724684cd of .*, although 2 newer snapshots were in the repository/],
  [{ kind: 'foreign' }, /^✗ .*which VolSync did not make/],
  [{ wasOver: false, waitedMs: 9000 }, /followed for 9s/],
])('says of %j what it was', (change, expected) => {
  expect(text(change)).toMatch(expected);
});

it('is a document for scripts', () => {
  expect(bootstrapRestoreDocument(restore)).toMatchObject({
    schema: 'volsyncctl/restore/v1',
    kind: 'bootstrap',
    state: 'restored',
    app: 'web',
    isDryRun: false,
    snapshotId: '724684cd',
    time: '2026-11-23T14:00:05Z',
    completedAt: '2026-11-23T15:00:00Z',
  });
});
