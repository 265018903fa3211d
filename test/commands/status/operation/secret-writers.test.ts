import { expect, it } from 'vitest';
import { fleetStatus, namedStatus } from '../../../../src/commands/status/operation/status.ts';
import { resources } from '../../../../src/volsync/resources.ts';
import { FakeCluster } from '../../../fakes/fake-cluster.ts';
import { sourceObject } from '../../../fakes/fleet-objects.ts';

const ports = (cluster: FakeCluster) => ({
  cluster,
  signal: new AbortController().signal,
  now: () => new Date('2026-11-23T15:24:00Z'),
});
const scope = { namespace: 'home' };
const mends = 'kubectl annotate externalsecret web -n home force-sync=$(date +%s) --overwrite';

/** VolSync has reported that the second one's Secret is missing; both are. */
function cluster(name = 'web', namespace = 'home'): FakeCluster {
  const conditions = [
    { type: 'Synchronizing', status: 'False', reason: 'Error', message: 'secrets "mail-volsync" not found' },
  ] as const;
  return new FakeCluster()
    .put(resources.replicationSources, sourceObject(), sourceObject({}, { conditions }, 'mail'))
    .put(resources.externalSecrets, {
      metadata: { namespace, name },
      spec: { target: { name: `${name}-volsync` } },
      status: { conditions: [{ type: 'Ready', status: 'False', reason: 'SecretSyncedError', message: 'no vault' }] },
    });
}

it.each([
  [
    'of one app',
    async (found: FakeCluster) => (await namedStatus([{ ...scope, name: 'web' }], ports(found))).apps[0]?.source,
  ],
  [
    'of a fleet that is checked for it',
    async (found: FakeCluster) =>
      (await fleetStatus(scope, ports(found), ['secret-missing'])).sources.find(
        ({ object }) => object.metadata.name === 'web',
      ),
  ],
])('the status %s names the ExternalSecret that does not write its Secret', async (_what, statusIn) => {
  const status = await statusIn(cluster());
  const detail = expect.stringMatching(
    /ExternalSecret home\/web \(Ready False: SecretSyncedError, no vault\)/,
  ) as string;
  expect(status?.problems[0]).toMatchObject({ reason: 'secret-missing', details: [detail], hint: mends });
});

it('so does that of an app of which VolSync says so, with one list', async () => {
  const found = cluster('mail');
  const { sources } = await fleetStatus(scope, ports(found));
  const mail = sources.find(({ object }) => object.metadata.name === 'mail');
  expect(mail?.problems[0]).toMatchObject({
    reason: 'error',
    cause: 'secret-missing',
    hint: mends.replace('web', 'mail'),
  });
  expect(found.count('list', resources.externalSecrets)).toBe(1);
});

it.each<[string, FakeCluster]>([
  ['is in another namespace', cluster('web', 'work')],
  ['may not be listed', cluster().forbid({ resource: 'externalsecrets' })],
])('nothing is said of one that %s', async (_what, found) => {
  const { apps } = await namedStatus([{ ...scope, name: 'web' }], ports(found));
  expect(apps[0]?.source?.problems[0]).toMatchObject({ reason: 'secret-missing', details: [] });
});

it('a fleet whose Secrets are there needs no list', async () => {
  const found = new FakeCluster().put(resources.replicationSources, sourceObject());
  await fleetStatus(scope, ports(found));
  expect(found.count('list', resources.externalSecrets)).toBe(0);
});
