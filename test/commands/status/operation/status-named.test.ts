import { describe, expect, it } from 'vitest';
import { resources } from '../../../../src/volsync/resources.ts';
import { fleetOf, fleetStatus, namedStatus } from '../../../../src/commands/status/operation/status.ts';
import { checkFleet } from '../../../../src/commands/status/judgement/fail-on.ts';
import { FakeCluster } from '../../../fakes/fake-cluster.ts';
import { destinationObject, nothingLog, sourceObject } from '../../../fakes/fleet-objects.ts';
import { moverJob, moverPod } from '../../../fakes/mover-objects.ts';

function ports(cluster: FakeCluster) {
  return { cluster, signal: new AbortController().signal, now: () => new Date('2026-11-23T15:24:00Z') };
}

describe('namedStatus', () => {
  function app(): FakeCluster {
    const cluster = new FakeCluster()
      .put(resources.replicationSources, sourceObject({}, { lastSyncStartTime: '2026-11-23T15:20:00Z' }))
      .put(
        resources.replicationDestinations,
        destinationObject(),
        destinationObject({ restic: { repository: 'web-volsync' } }, {}, 'old'),
        destinationObject({}, {}, 'mail'),
      )
      .put(resources.secrets, { metadata: { name: 'web-volsync', namespace: 'home' } });
    cluster.put(
      resources.persistentVolumeClaims,
      {
        metadata: { name: 'web', namespace: 'home' },
        spec: {
          dataSourceRef: { apiGroup: 'volsync.backube', kind: 'ReplicationDestination', name: 'web-bootstrap' },
        },
        status: { phase: 'Bound' },
      },
      {
        metadata: {
          name: 'some-cache',
          namespace: 'home',
          ownerReferences: [
            { apiVersion: 'v1', kind: 'ReplicationSource', name: 'web', uid: 'source-web', controller: true },
          ],
        },
      },
      { metadata: { name: 'other', namespace: 'home' } },
    );
    return cluster
      .put(resources.jobs, moverJob('web', { active: 1 }))
      .put(resources.pods, moverPod('web', 1, 'Running'));
  }

  it('finds everything of an app by owner and reference', async () => {
    const { apps } = await namedStatus([{ namespace: 'home', name: 'web' }], ports(app()));
    const [web] = apps;
    expect(web?.source?.state).toBe('syncing');
    expect(web?.volume).toMatchObject({ name: 'web', claim: { value: { status: { phase: 'Bound' } } } });
    expect(web?.repository).toEqual({ secret: 'web-volsync', isThere: { value: true } });
    expect(web?.destinations).toMatchObject({
      value: [{ relation: 'fills-volume', status: { state: 'restored' } }, { relation: 'same-repository' }],
    });
    expect(web?.claims).toMatchObject({ value: [{ metadata: { name: 'some-cache' } }] });
    expect(web?.jobs).toMatchObject({ value: [{ metadata: { name: 'volsync-src-web' } }] });
    expect(web?.pods).toMatchObject({ value: [{ metadata: { name: 'volsync-src-web-1' } }] });
  });

  it('reads a namespace once for any number of apps, and never a value of a Secret', async () => {
    const cluster = app().put(resources.replicationSources, sourceObject({}, {}, 'mail'));
    const keys = ['web', 'mail'].map((name) => ({ namespace: 'home', name }));
    const { apps } = await namedStatus(keys, ports(cluster));
    expect(apps.map(({ name }) => name)).toEqual(['web', 'mail']);
    expect(apps[1]?.repository?.isThere).toEqual({ value: false });
    expect(cluster.count('list')).toBe(9);
    // For the app whose Secret is missing.
    expect(cluster.count('list', resources.externalSecrets)).toBe(1);
    expect(cluster.calls.filter(({ kind }) => kind === 'secrets').map(({ verb }) => verb)).toEqual([
      'exists',
      'exists',
    ]);
  });

  it('says which other app uses the repository', async () => {
    const mail = sourceObject({ restic: { repository: 'web-volsync', copyMethod: 'Snapshot' } }, {}, 'mail');
    const cluster = app().put(resources.replicationSources, mail);
    const { apps } = await namedStatus([{ namespace: 'home', name: 'web' }], ports(cluster));
    expect(apps[0]?.source?.problems).toMatchObject([
      {
        reason: 'shared-repository',
        level: 'warning',
        message: expect.stringMatching(/^home\/mail backs up/) as string,
      },
    ]);
  });

  it('says which other source of the PVC undoes what its retain keeps', async () => {
    const [found] = app().stored(resources.replicationSources);
    const twin = { ...sourceObject({}, {}, 'web-b') };
    const restic = { ...found?.spec?.restic, retain: { last: '9' } };
    const cluster = app().put(resources.replicationSources, { ...twin, spec: { ...found?.spec, restic } });
    const { apps } = await namedStatus([{ namespace: 'home', name: 'web' }], ports(cluster));
    expect(apps[0]?.source?.problems).toMatchObject([
      {
        reason: 'retain-conflict',
        level: 'warning',
        message: expect.stringMatching(/^ReplicationSource web-b/) as string,
      },
    ]);
  });

  it('says in its place what may not be looked at', async () => {
    const cluster = app().forbid({ resource: 'secrets' }).forbid({ resource: 'persistentvolumeclaims' });
    cluster.forbid({ resource: 'replicationdestinations' }).forbid({ resource: 'events' });
    const named = await namedStatus([{ namespace: 'home', name: 'web' }], ports(cluster));
    const [web] = named.apps;
    expect(web?.repository?.isThere).toEqual({ why: 'May not get secrets in home.' });
    expect(web?.volume?.claim).toEqual({ why: 'May not list persistentvolumeclaims in home.' });
    expect(web?.destinations).toEqual({ why: 'May not list replicationdestinations in home.' });
    expect(web?.warnings).toEqual({ why: 'May not list events in home.' });
    expect(fleetOf(named).gaps.map(({ kind, hides }) => [kind, hides])).toEqual([
      ['ReplicationDestination', undefined],
      ['Secret', ['secret-missing']],
      ['PersistentVolumeClaim', ['source-missing']],
    ]);
  });

  it('shows the warnings of an app, each once, newest last', async () => {
    const event = (
      name: string,
      pod: string,
      reason: string,
      time: string,
      type: 'Warning' | 'Normal' = 'Warning',
    ) => ({
      metadata: { name, namespace: 'home' },
      regarding: { kind: 'Pod', name: pod },
      eventTime: time,
      note: name,
      reason,
      type,
    });
    const cluster = app().put(
      resources.events,
      event('late', 'volsync-src-web-abcde', 'BackOff', '2026-11-23T15:22:00.000001Z'),
      event('early', 'volsync-src-web-vwxyz', 'BackOff', '2026-11-23T15:20:00.000001Z'),
      event('first', 'volsync-src-web-vwxyz', 'FailedMount', '2026-11-23T15:19:00.000001Z'),
      event('fine', 'volsync-src-web-vwxyz', 'Started', '2026-11-23T15:19:00.000001Z', 'Normal'),
      event('other', 'volsync-src-mail-vwxyz', 'BackOff', '2026-11-23T15:23:00.000001Z'),
    );
    const { apps } = await namedStatus([{ namespace: 'home', name: 'web' }], ports(cluster));
    const [{ warnings } = { warnings: { value: [] } }] = apps;
    expect('value' in warnings && warnings.value.map(({ note, count }) => [note, count])).toEqual([
      ['first', 1],
      ['late', 2],
    ]);
  });

  it('takes the name of a destination as well', async () => {
    const cluster = new FakeCluster()
      .put(resources.secrets, { metadata: { name: 'web-volsync', namespace: 'home' } })
      .put(resources.replicationSources, sourceObject())
      .put(
        resources.replicationDestinations,
        destinationObject({}, { latestMoverStatus: { result: 'Successful', logs: nothingLog } }),
      );
    const { apps } = await namedStatus([{ namespace: 'home', name: 'web-bootstrap' }], ports(cluster));
    expect(apps[0]?.source).toBeUndefined();
    expect(apps[0]?.destinations).toMatchObject({
      value: [{ relation: 'itself', status: { state: 'restored-nothing' } }],
    });
  });

  it('tells of each name that is not there, and shows the others', async () => {
    const keys = ['web', 'wbe'].map((name) => ({ namespace: 'home', name }));
    const { apps, failures } = await namedStatus(keys, ports(app()));
    expect(apps).toHaveLength(1);
    expect(failures.map(({ kind, message }) => [kind, message])).toEqual([
      ['not-found', 'There is no ReplicationSource wbe in namespace home.'],
    ]);
  });

  it.each([
    [
      'the Secret',
      resources.secrets,
      'secret-missing',
      'there is no Secret web-volsync, which spec.restic.repository names',
    ],
    ['the PVC', resources.persistentVolumeClaims, 'source-missing', 'there is no PVC web, which spec.sourcePVC names'],
  ] as const)('is a problem that a check finds where %s is not there', async (_name, resource, reason, message) => {
    const all = { metadata: { name: 'web', namespace: 'home' }, status: { phase: 'Bound' as const } };
    const cluster = new FakeCluster().put(resources.replicationSources, sourceObject());
    if (resource !== resources.secrets) {
      cluster.put(resources.secrets, { metadata: { name: 'web-volsync', namespace: 'home' } });
    } else cluster.put(resources.persistentVolumeClaims, all);
    const named = await namedStatus([{ namespace: 'home', name: 'web' }], ports(cluster));
    expect(named.apps[0]?.source?.problems[0]).toMatchObject({ reason, level: 'bad', message });
    expect(checkFleet(fleetOf(named), [reason])).toBe('unprotected');
    expect(checkFleet(fleetOf(named), ['locked'])).toBe('ok');
    const fleet = await fleetStatus({ namespace: 'home' }, ports(cluster), [reason]);
    expect(checkFleet(fleet, [reason])).toBe('unprotected');
    cluster.forbid({ resource: resource.plural });
    expect(checkFleet(await fleetStatus({ namespace: 'home' }, ports(cluster), [reason]), [reason])).toBe('unknown');
  });
});
