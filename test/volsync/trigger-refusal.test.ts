import { expect, it } from 'vitest';
import { triggerRefusal } from '../../src/volsync/trigger-refusal.ts';
import type { ReplicationSource } from '../../src/volsync/types.ts';

const restic = { copyMethod: 'Snapshot', repository: 'web-volsync' } as const;

function refusal(spec: ReplicationSource['spec']): string | undefined {
  const source: ReplicationSource = {
    metadata: { name: 'web', namespace: 'home' },
    spec: { sourcePVC: 'web', ...spec },
  };
  return triggerRefusal(source)?.reason;
}

it.each([
  [undefined, { restic }],
  [undefined, { restic, trigger: { schedule: 'CRON_TZ=Europe/Berlin 0 2 * * *' } }],
  [undefined, { restic, paused: false, trigger: { manual: 'x' } }],
  ['paused', { restic, paused: true }],
  ['unsupported-mover', { external: {} }],
  ['unsupported-mover', { syncthing: {} }],
  ['unsupported-mover', { rclone: {} }],
  ['unsupported-mover', { rsyncTLS: {} }],
  ['unsupported-mover', { kopia: {} }],
  ['no-mover', {}],
  ['no-mover', { restic, rclone: {} }],
  ['no-mover', { restic, external: {} }],
  ['error', { restic: { repository: 'web-volsync' } }],
  ['source-missing', { restic, sourcePVC: '' }],
  ['secret-missing', { restic: { copyMethod: 'Direct' } }],
  ['broken-schedule', { restic, trigger: { schedule: '30 0 2 * * *' } }],
  ['broken-schedule', { restic, trigger: { schedule: '@dailyfoo', manual: 'x' } }],
] as const)('%s for %j', (reason, spec) => {
  expect(refusal(spec)).toBe(reason);
});

it('refuses while a restore of the app is open: the volume may be half restored', () => {
  const source: ReplicationSource = {
    metadata: {
      name: 'web',
      namespace: 'home',
      annotations: { 'volsyncctl/open-restore': 'volsyncctl-restore-web' },
    },
    spec: { sourcePVC: 'web', restic },
  };
  expect(triggerRefusal(source)).toMatchObject({
    reason: 'open-restore',
    hint: 'volsyncctl restore status web -n home',
  });
});

it('refuses for the restore of another app into the same PVC, and names that', () => {
  const annotations = { 'volsyncctl/open-restore': 'volsyncctl-restore-web', 'volsyncctl/open-restore-app': 'web-a' };
  const source = { metadata: { name: 'web-b', namespace: 'home', annotations }, spec: { sourcePVC: 'web', restic } };
  expect(triggerRefusal(source)).toMatchObject({
    reason: 'open-restore',
    message:
      'an in-place restore of web-a, into the same PVC, is unfinished: the app is down, and nothing is backed up',
    hint: 'volsyncctl restore status web-a -n home',
  });
});
