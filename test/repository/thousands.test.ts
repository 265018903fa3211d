import { expect, it } from 'vitest';
import { snapshots } from '../../src/repository/snapshots.ts';
import { snapshotsDocument } from '../../src/commands/snapshots/json.ts';
import { renderSnapshots } from '../../src/commands/snapshots/text/snapshots.ts';
import { sourceObject } from '../fakes/fleet-objects.ts';
import { plainStyle } from '../fakes/plain-style.ts';
import { printedSnapshots, snapshotNamed } from '../fakes/repository-objects.ts';
import { worldWith } from '../fakes/fake-restic.ts';

const count = 10_000;

it.each<[string, (index: number) => string]>([
  ['of one time', () => '2026-11-22T15:00:00Z'],
  ['of a minute each', (index) => new Date(Date.parse('2026-11-22T15:00:00Z') - index * 60_000).toISOString()],
])('10,000 snapshots %s: what is printed grows with their number, and not with its square', async (_what, timeOf) => {
  const all = Array.from({ length: count }, (_, index) =>
    snapshotNamed(index.toString(16).padStart(8, '0'), timeOf(index)),
  );
  const printed = printedSnapshots(...all);
  const world = worldWith([sourceObject()], () => ({ output: [printed] }));
  const target = { scope: { namespace: 'home' }, apps: undefined };
  const report = await snapshots(target, { moverImage: 'mover', timeouts: { startMs: 1000, endMs: 1000 } }, world);
  expect(report.apps).toMatchObject([{ kind: 'seen', total: count }]);
  const document = JSON.stringify(snapshotsDocument(report, undefined), undefined, 2);
  const view = {
    style: plainStyle,
    columns: undefined,
    isWide: true,
    programName: 'volsyncctl',
    selector: undefined,
    since: undefined,
    hasHeaders: true,
  };
  const table = renderSnapshots(report, view);
  expect(document.length).toBeLessThan(count * 1500);
  expect(table.length).toBeLessThan(count * 300);
});
