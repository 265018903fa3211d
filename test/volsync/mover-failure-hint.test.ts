import { expect, it } from 'vitest';
import { failureHint } from '../../src/volsync/mover-failure-hint.ts';
import { lasting, passing } from '../../src/volsync/diagnosis.ts';
import type { ReplicationSource } from '../../src/volsync/types.ts';

const source: ReplicationSource = {
  metadata: { name: 'web', namespace: 'home' },
  spec: { sourcePVC: 'web', restic: { repository: 'web-volsync', copyMethod: 'Snapshot' } },
};

it.each([
  ['wrong-password', 'volsyncctl verify web -n home'],
  ['image-not-pullable', 'kubectl describe pods -n home -l job-name=volsync-src-web'],
  ['volume-snapshot-failing', 'kubectl describe volumesnapshot volsync-web-src -n home'],
  ['failing', 'volsyncctl logs web -n home'],
] as const)('of %s is %s', (reason, hint) => {
  expect(failureHint(lasting(reason, ''), source)).toBe(hint);
});

it('shows what was found by name', () => {
  const hint = 'kubectl describe pod web-0 -n home';
  expect(failureHint({ ...passing('unschedulable', ''), hint }, source)).toBe(hint);
});

it('has the holder of a lock proven dead before the lock is removed', () => {
  const lock = { host: `'$(reboot)'`, pid: 1, user: '', isExclusive: false, ageMs: 31 * 60_000 };
  expect(failureHint({ ...passing('locked', ''), lock }, source)).toBe('volsyncctl unlock web -n home');
});

it('is safe to paste, whatever the cluster says', () => {
  const named = (repository: string) => ({ ...source, spec: { ...source.spec, restic: { repository } } });
  expect(failureHint(lasting('secret-missing', ''), named(`x'; reboot; '`))).toBe(
    `kubectl get secret 'x'\\''; reboot; '\\''' -n home`,
  );
});
