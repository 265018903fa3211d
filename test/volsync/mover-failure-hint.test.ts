import { expect, it } from 'vitest';
import { failureHint } from '../../src/volsync/mover-failure-hint.ts';
import { lasting, passing } from '../../src/volsync/mover-failure.ts';
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

it('has VolSync remove a lock, under a name that the lock before did not have', () => {
  const lock = { host: 'volsync-src-web-dead', pid: 1, user: '', isExclusive: false, ageMs: 31 * 60_000 };
  expect(failureHint({ ...passing('locked', ''), lock }, source)).toBe(
    `kubectl patch replicationsource web -n home --type merge -p '{"spec":{"restic":{"unlock":"lock-of-volsync-src-web-dead"}}}'`,
  );
});

it('does not have VolSync remove a lock that it would leave alone, and looks for its holder', () => {
  const lock = { host: 'volsync-src-web-dead', pid: 1, user: '', isExclusive: false, ageMs: 29 * 60_000 };
  expect(failureHint({ ...passing('locked', ''), lock }, source)).toBe(
    'kubectl get pods -A --field-selector metadata.name=volsync-src-web-dead',
  );
});

it('is safe to paste, whatever the cluster says', () => {
  const named = (repository: string) => ({ ...source, spec: { ...source.spec, restic: { repository } } });
  expect(failureHint(lasting('secret-missing', ''), named(`x'; reboot; '`))).toBe(
    `kubectl get secret 'x'\\''; reboot; '\\''' -n home`,
  );
  const lock = { host: `'$(reboot)'`, pid: 1, user: '', isExclusive: false, ageMs: 31 * 60_000 };
  expect(failureHint({ ...passing('locked', ''), lock }, source)).toContain('"unlock":"lock-of----reboot--"');
});
