import { expect, it } from 'vitest';
import { refuseWithoutRights } from '../../src/restore/missing-rights.ts';
import { restoreToRights } from '../../src/commands/restore/to/rights.ts';
import { FakeCluster } from '../fakes/fake-cluster.ts';

const signal = new AbortController().signal;
const check = (cluster: FakeCluster) => refuseWithoutRights(restoreToRights, 'home', { cluster, signal });

it('lets pass who has all that is needed, without what is optional or elsewhere', async () => {
  const cluster = new FakeCluster().forbid({ resource: 'secrets' }).forbid({ resource: 'deployments' });
  await expect(check(cluster.forbid({ resource: 'events' }))).resolves.toBeUndefined();
});

it('names the one that is missing', async () => {
  await expect(check(new FakeCluster().forbid({ resource: 'pods', subresource: 'log' }))).rejects.toMatchObject({
    kind: 'forbidden',
    message: 'You cannot get pods/log in namespace home; nothing was changed.',
    missingRight: { verb: 'get', resource: 'pods', subresource: 'log', namespace: 'home' },
    details: [],
  });
});

it('lists all that are missing at once', async () => {
  const cluster = new FakeCluster().forbid({ resource: 'replicationdestinations' }).forbid({ resource: 'jobs' });
  await expect(check(cluster)).rejects.toMatchObject({
    message: expect.stringMatching(/\(and 6 more\); nothing was changed/) as string,
    details: expect.arrayContaining([
      'missing: create replicationdestinations.volsync.backube',
      'missing: watch jobs.batch',
    ]) as readonly string[],
  });
});
