import { describe, expect, it } from 'vitest';
import type { ObjectMeta } from '../../../../src/kubernetes/objects.ts';
import { safetySnapshotNames } from '../../../../src/sources/safety-snapshot-names.ts';
import { journal, meta, planned, snapshotWith } from '../../../fakes/cleanup-world.ts';

const run = '0123456789abcdef';
const labels = { 'app.kubernetes.io/component': 'restore', 'app.kubernetes.io/instance': run };

async function decided(name: string, parts: Partial<ObjectMeta> = {}, journals: readonly ObjectMeta[] = []) {
  const { decisions } = await planned({
    volumeSnapshots: [snapshotWith(meta(name, 'gone', { labels, ...parts }))],
    configMaps: journals.map(journal),
  });
  return decisions[name];
}

describe('the VolumeSnapshot that a restore in place has kept', () => {
  it.each(safetySnapshotNames('web', run))('%s is left alone', async (name) => {
    expect(await decided(name)).toBe('leave safety-snapshot');
  });

  it('is left for the stronger reason while its restore is open', async () => {
    const open = [meta('volsyncctl-restore-web', 'gone', { labels })];
    expect(await decided(safetySnapshotNames('web', run)[0], {}, open)).toBe('leave open-journal');
  });

  it.each<[string, string, Partial<ObjectMeta>]>([
    ['of a preview, which the restore needs no more', 'volsyncctl-restore-x7k2p', {}],
    ['of another run', 'volsyncctl-web-before-fedcba98', {}],
    ['of another command', safetySnapshotNames('web', run)[0], { labels: { 'app.kubernetes.io/instance': run } }],
    ['of no known run', 'volsyncctl-web-before-', { labels: { ...labels, 'app.kubernetes.io/instance': '' } }],
  ])('is not one %s', async (_what, name, parts) => {
    expect(await decided(name, parts)).toBe('remove maker-gone');
  });
});
