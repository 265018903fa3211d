import { expect, it } from 'vitest';
import type { Pod } from '../../src/kubernetes/objects.ts';
import { withLockHolder, type LockSearch } from '../../src/volsync/lock-holder.ts';
import { passing } from '../../src/volsync/diagnosis.ts';

const mover = 'volsync-src-sonarr-x2k7p';

interface Circumstances {
  readonly ageMs?: number;
  readonly where?: LockSearch['where'];
}

function judged(host: string, pod: Pod | undefined, { ageMs = 1000, where = 'cluster' }: Circumstances = {}) {
  const lock = { host, pid: 43, user: '', isExclusive: true, ageMs };
  const failure = { ...passing('locked', `the repository is locked exclusively by ${host}`), lock };
  return withLockHolder(failure, { pod, where }, '09:14:02');
}

function pod(phase: 'Running' | 'Failed'): Pod {
  return { metadata: { name: mover, namespace: 'media' }, status: { phase } };
}

it('may go away while its holder runs', () => {
  expect(judged(mover, pod('Running'))).toMatchObject({
    canHeal: true,
    message: `the repository is locked exclusively by ${mover} since 09:14:02, a pod that is running in namespace media`,
  });
});

it('stays when its holder has ended, or is nowhere', () => {
  expect(judged(mover, pod('Failed'))).toMatchObject({ canHeal: false });
  expect(judged(mover, undefined)).toMatchObject({
    canHeal: false,
    message: `the repository is locked exclusively by ${mover} since 09:14:02, and no such pod is in this cluster`,
  });
});

it('claims no more than was looked at', () => {
  expect(judged(mover, undefined, { where: { namespace: 'media' } }).message).toContain(
    'no such pod is in namespace media, and pods in other namespaces cannot be listed',
  );
});

it('may be in use by another machine, until it is older than any that is in use', () => {
  expect(judged('nas', undefined)).toMatchObject({ canHeal: true });
  expect(judged('nas', undefined).message).toContain('nas since 09:14:02, which is no pod in this cluster');
  expect(judged('nas', undefined, { ageMs: 31 * 60_000 })).toMatchObject({ canHeal: false });
});
