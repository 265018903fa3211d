import { beforeEach, describe, expect, it } from 'vitest';
import { Failure } from '../../src/errors.ts';
import { creatorAnnotations, type CreatorState } from '../../src/creator.ts';
import { refuseLeased, withClaimLease, type LeasePorts } from '../../src/sources/claim-lease.ts';
import { leaseAnnotations } from '../../src/volsync/claim-lease.ts';
import { managedBy } from '../../src/helper-pod/manifest.ts';
import { resources } from '../../src/volsync/resources.ts';
import { FakeCluster } from '../fakes/fake-cluster.ts';

const claim = { namespace: 'home', name: 'web' };
const request = { claim, command: 'restore', app: 'web', repository: 'secret', run: '0123456789abcdef' };
const creator = { hostname: 'desk', pid: 7 };
const now = new Date('2026-11-24T20:00:00Z');

let cluster: FakeCluster;
let said: string[];
let renew: () => void;
beforeEach(() => {
  cluster = new FakeCluster();
  said = [];
});

function ports(fate: CreatorState = 'elsewhere'): LeasePorts {
  return {
    ...{
      cluster,
      signal: new AbortController().signal,
      now: () => now,
      creator: () => creator,
      creatorStateOf: () => fate,
    },
    report: (event) => void said.push(event.type === 'step' ? event.words : `left ${event.what}: ${event.hint}`),
    sleep: (_ms, signal) =>
      new Promise((resolve, reject) => {
        renew = resolve;
        if (signal?.aborted === true) reject(new Error('aborted'));
        signal?.addEventListener('abort', () => reject(new Error('aborted')));
      }),
  };
}

function held(renewTime: string, name = 'web'): void {
  cluster.put(resources.leases, {
    metadata: {
      namespace: 'home',
      name: `volsyncctl-${name}`,
      labels: managedBy,
      annotations: {
        ...creatorAnnotations({ hostname: 'laptop', pid: 42 }),
        ...leaseAnnotations({ command: 'restore --in-place', app: name, repository: 'secret' }),
      },
    },
    spec: { holderIdentity: 'ben (process 42 on laptop)', acquireTime: '2026-11-24T19:00:00.000000Z', renewTime },
  });
}

const leases = () => cluster.stored(resources.leases);
const fresh = '2026-11-24T19:59:50.000000Z';
const old = '2026-11-24T19:59:00.000000Z';

describe('work with the Lease of a PVC', () => {
  it('has it while it lasts, and renews it', async () => {
    await withClaimLease(request, ports(), async () => {
      expect(leases()).toMatchObject([
        {
          metadata: { name: 'volsyncctl-web', labels: managedBy },
          spec: { holderIdentity: 'anna (process 7 on desk)', acquireTime: '2026-11-24T20:00:00.000000Z' },
        },
      ]);
      renew();
      await expect.poll(() => cluster.count('patch', resources.leases)).toBe(1);
    });
    expect([leases(), said]).toEqual([[], []]);
  });

  it('gives it back where the work fails', async () => {
    const failed = withClaimLease(request, ports(), () => Promise.reject(new Failure('failed', 'broken')));
    await expect(failed).rejects.toThrow('broken');
    expect(leases()).toEqual([]);
  });

  it.each<[string, CreatorState, string, boolean]>([
    ['runs on this machine', 'running', old, false],
    ['is elsewhere, and has renewed it', 'elsewhere', fresh, false],
    ['is elsewhere, and has not', 'elsewhere', old, true],
    ['is gone', 'gone', fresh, true],
  ])('is not begun while another process has it, unless that one is gone: it %s', async (...row) => {
    const [, fate, renewTime, isTaken] = row;
    held(renewTime);
    const work = withClaimLease(request, ports(fate), () => Promise.resolve(leases()[0]?.spec?.holderIdentity));
    if (isTaken) expect(await work).toBe('anna (process 7 on desk)');
    else await expect(work).rejects.toMatchObject({ kind: 'refused', message: /^PVC home\/web is in use by ben / });
    expect(leases()).toHaveLength(isTaken ? 0 : 1);
  });

  it('is done without it where that is not permitted, and says so', async () => {
    cluster.forbid({ verb: 'create', resource: 'leases' });
    expect(await withClaimLease(request, ports(), () => Promise.resolve('done'))).toBe('done');
    expect(said).toEqual([expect.stringMatching(/^other runs of volsyncctl are not locked out of the volume: /)]);
  });

  it('names it where it cannot be removed', async () => {
    cluster.forbid({ verb: 'delete', resource: 'leases' });
    await withClaimLease(request, ports(), () => Promise.resolve());
    expect(said).toEqual(['left Lease home/volsyncctl-web: kubectl delete lease volsyncctl-web -n home']);
  });
});

describe('before anything is changed', () => {
  it('a PVC in use is refused, with who and since when', async () => {
    held(fresh);
    await expect(refuseLeased(request, ports())).rejects.toMatchObject({
      message: expect.stringMatching(/by ben \(process 42 on laptop\) since 2026-11-24T19:00:00Z/) as string,
    });
  });

  it('another one with the same repository is told', async () => {
    held(fresh, 'db');
    expect(await refuseLeased(request, ports())).toEqual([
      expect.stringMatching(/^the same repository is in use by ben/),
    ]);
    expect(await refuseLeased({ claim, repository: 'another' }, ports())).toEqual([]);
    expect(await refuseLeased(request, ports('gone'))).toEqual([]);
  });

  it('nothing is refused where Leases may not be listed', async () => {
    held(fresh);
    cluster.forbid({ verb: 'list', resource: 'leases' });
    expect(await refuseLeased(request, ports())).toEqual([]);
  });
});
