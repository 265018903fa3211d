import { describe, expect, it } from 'vitest';
import type { CreatorState } from '../../src/creator.ts';
import type { Lease } from '../../src/kubernetes/lease.ts';
import {
  isLeaseInForce,
  leaseAnnotations,
  leasedFailure,
  leaseKey,
  microTime,
  sameRepositoryText,
} from '../../src/volsync/claim-lease.ts';

const use = { command: 'restore --in-place', app: 'web', repository: 'web-volsync-secret' };
const lease = (spec: Lease['spec'] = {}): Lease => ({
  metadata: { ...leaseKey({ claim: { namespace: 'home', name: 'web' } }), annotations: leaseAnnotations(use) },
  spec: {
    ...{ holderIdentity: 'anna (process 7 on desk)', acquireTime: '2026-11-24T19:00:00.000000Z' },
    ...{ renewTime: '2026-11-24T20:00:00.000000Z', leaseDurationSeconds: 30, ...spec },
  },
});

it.each<[CreatorState, string, boolean]>([
  ['running', '2026-11-24T20:05:00Z', true],
  ['gone', '2026-11-24T20:00:01Z', false],
  ['elsewhere', '2026-11-24T20:00:29Z', true],
  ['elsewhere', '2026-11-24T20:00:30Z', false],
])('judges a Lease by its process, and elsewhere by its time: %s at %s', (holder, now, isInForce) => {
  expect(isLeaseInForce(lease(), holder, new Date(now))).toBe(isInForce);
});

it('takes one without a time for over', () => {
  expect(isLeaseInForce(lease({ renewTime: 'soon' }), 'elsewhere', new Date(0))).toBe(false);
});

it('writes times as Kubernetes reads them', () => {
  expect(microTime(new Date('2026-11-24T20:00:00.123Z'))).toBe('2026-11-24T20:00:00.123000Z');
});

describe('a Lease in force', () => {
  it('says who, since when, what for, and when it expires', () => {
    expect(leasedFailure({ claim: { namespace: 'home', name: 'web' } }, lease())).toMatchObject({
      kind: 'refused',
      message:
        'PVC home/web is in use by anna (process 7 on desk) since 2026-11-24T19:00:00Z, which runs restore --in-place; nothing was changed.',
      details: ['If that process is gone, its Lease expires at 2026-11-24T20:00:30.000Z.'],
      hint: 'kubectl get lease volsyncctl-web -n home -o yaml',
    });
  });

  it('is of a repository as well, whose name no PVC can have', () => {
    const secret = { namespace: 'home', name: 'web' };
    expect(leaseKey({ secret })).toEqual({ namespace: 'home', name: 'volsyncctl--repository-web' });
    expect(leasedFailure({ secret }, lease())).toMatchObject({
      message: expect.stringMatching(/^The repository of Secret home\/web is in use by anna /) as string,
    });
  });

  it('tells what else the repository is in use for', () => {
    expect(sameRepositoryText(lease(), 'web-volsync-secret')).toBe(
      'the same repository is in use by anna (process 7 on desk) since 2026-11-24T19:00:00Z: restore --in-place of web',
    );
    expect(sameRepositoryText(lease(), 'another')).toBeUndefined();
    expect(sameRepositoryText({ ...lease(), metadata: { name: 'x' } }, undefined)).toBeUndefined();
  });
});
