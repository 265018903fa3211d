import { describe, expect, it } from 'vitest';
import { creatorAnnotations } from '../../src/creator.ts';
import { leaseAnnotations } from '../../src/volsync/claim-lease.ts';
import { resources } from '../../src/volsync/resources.ts';
import { FakeVolSync, goodLog, key, source } from '../fakes/fake-volsync.ts';
import { start } from '../fakes/trigger-run.ts';

const fresh = { copiedAt: '2026-11-23T15:26:23Z', log: goodLog('724684cd') };
const restic = { repository: 'web-volsync', copyMethod: 'Snapshot' };

it.each([
  ['refused', 'paused', { paused: true }],
  ['refused', 'unsupported-mover', { restic: undefined, external: {} }],
  ['refused', 'no-mover', { restic: undefined }],
  ['refused', 'broken-schedule', { trigger: { schedule: '30 0 2 * * *' } }],
  ['not-found', 'source-missing', { sourcePVC: 'nope' }],
  ['not-found', 'secret-missing', { restic: { ...restic, repository: 'nope' } }],
] as const)('%s (%s) before anything is changed: %j', async (outcome, reason, spec) => {
  const volsync = new FakeVolSync(source(spec), [fresh]);
  const result = await start(volsync.cluster).result;
  expect(result).toMatchObject({ outcome, reason, tag: undefined, tagEnd: { kind: 'not-set' } });
  expect(volsync.cluster.count('patch')).toBe(0);
});

it('names the ExternalSecret that does not write the Secret', async () => {
  const volsync = new FakeVolSync(source({ restic: { ...restic, repository: 'nope' } }), [fresh]);
  volsync.cluster.put(resources.externalSecrets, {
    metadata: { namespace: 'home', name: 'nope' },
    status: { conditions: [{ type: 'Ready', status: 'False', reason: 'SecretSyncedError' }] },
  });
  expect(await start(volsync.cluster).result).toMatchObject({
    outcome: 'not-found',
    details: [expect.stringContaining('ExternalSecret home/nope (Ready False: SecretSyncedError)')],
    hint: expect.stringMatching(/^kubectl annotate externalsecret nope -n home force-sync/) as string,
  });
});

it('names what is there in the place of an app that is not', async () => {
  const volsync = new FakeVolSync(source(), []);
  volsync.cluster.remove(resources.replicationSources, key);
  volsync.cluster.put(resources.replicationSources, { metadata: { namespace: 'home', name: 'wep' } });
  const result = await start(volsync.cluster).result;
  expect(result).toMatchObject({ outcome: 'not-found', details: ['There is: wep'] });
});

describe('a PVC whose Lease a volsyncctl holds', () => {
  const held = (hostname: string, renewTime: string) => ({
    metadata: {
      ...{ namespace: 'home', name: 'volsyncctl-web' },
      annotations: {
        ...creatorAnnotations({ hostname, pid: 7 }),
        ...leaseAnnotations({ command: 'restore --in-place', app: 'web', repository: 'web-volsync' }),
      },
    },
    spec: { holderIdentity: `ben (process 7 on ${hostname})`, acquireTime: '2026-11-23T15:20:00.000000Z', renewTime },
  });

  it.each([
    ['another process, which has renewed it', 'laptop', '2026-11-23T15:26:20.000000Z', 'refused'],
    ['another process, which has not', 'laptop', '2026-11-23T15:20:00.000000Z', 'ok'],
    ['this process', 'desk', '2026-11-23T15:26:20.000000Z', 'ok'],
  ])('%s', async (_who, hostname, renewTime, outcome) => {
    const volsync = new FakeVolSync(source(), [fresh]);
    volsync.cluster.put(resources.leases, held(hostname, renewTime));
    const result = await start(volsync.cluster).result;
    expect(result.outcome).toBe(outcome);
    if (outcome !== 'refused') return;
    expect(result.message).toMatch(/in use by ben .* since 2026-11-23T15:20:00Z, which runs restore --in-place/);
    expect(volsync.cluster.count('patch')).toBe(0);
  });

  it('is no obstacle where Leases may not be read', async () => {
    const volsync = new FakeVolSync(source(), [fresh]);
    volsync.cluster.put(resources.leases, held('laptop', '2026-11-23T15:26:20.000000Z'));
    volsync.cluster.forbid({ verb: 'get', resource: 'leases' });
    expect(await start(volsync.cluster).result).toMatchObject({ outcome: 'ok' });
  });
});

it('never reads the values of a Secret', async () => {
  const volsync = new FakeVolSync(source(), [fresh]);
  await start(volsync.cluster).result;
  const calls = volsync.cluster.calls.filter(({ kind }) => kind === 'secrets');
  expect(calls.map(({ verb }) => verb)).toEqual(['exists']);
});

it.each([
  ['secrets', 'Secret'],
  ['persistentvolumeclaims', 'PVC'],
  ['events', 'events'],
])('goes on where %s may not be read, and says so', async (resource, word) => {
  const volsync = new FakeVolSync(source(), [fresh]);
  const verb = resource === 'events' ? 'watch' : 'get';
  volsync.cluster.forbid({ resource, verb });
  const result = await start(volsync.cluster).result;
  expect(result.outcome).toBe('ok');
  expect(result.warnings.join('\n')).toContain(word);
});

it.each(['pods', 'jobs', 'volumesnapshots'])('does not begin where %s may not be watched', async (resource) => {
  const volsync = new FakeVolSync(source(), [fresh]);
  volsync.cluster.forbid({ resource, verb: 'watch' });
  expect(await start(volsync.cluster).result).toMatchObject({ outcome: 'forbidden', reason: 'forbidden' });
  expect(volsync.cluster.count('patch')).toBe(0);
});

it('says that a PVC is not bound, and that VolSync waits for its copy trigger', async () => {
  const volsync = new FakeVolSync(source(), [fresh]);
  volsync.cluster.put(resources.persistentVolumeClaims, {
    metadata: { namespace: 'home', name: 'web', annotations: { 'volsync.backube/use-copy-trigger': '' } },
    status: { phase: 'Pending' },
  });
  const { warnings } = await start(volsync.cluster).result;
  expect(warnings).toEqual([
    'the PVC web is not bound: Pending',
    'VolSync copies the PVC web only after its annotation volsync.backube/copy-trigger has changed',
  ]);
});

it('refuses while VolSync is scaled to 0, where that can be seen', async () => {
  const volsync = new FakeVolSync(source(), [fresh]);
  volsync.cluster.put(resources.deployments, {
    metadata: {
      namespace: 'volsync-system',
      name: 'volsync',
      labels: { 'control-plane': 'volsync-controller', 'app.kubernetes.io/name': 'volsync' },
    },
    spec: { replicas: 0, template: { spec: { containers: [{ name: 'manager', command: ['/manager'] }] } } },
  });
  expect(await start(volsync.cluster).result).toMatchObject({
    outcome: 'refused',
    reason: 'not-started',
    hint: 'kubectl scale deployment volsync -n volsync-system --replicas=1',
  });
  volsync.cluster.forbid({ resource: 'deployments' });
  expect(await start(volsync.cluster).result).toMatchObject({ outcome: 'ok' });
});

it('says when a GitOps tool will put its own tag back', async () => {
  const app = source();
  const owned = { manager: 'kustomize-controller', fieldsV1: { 'f:spec': { 'f:trigger': { 'f:manual': {} } } } };
  const { managedFields = [] } = app.metadata;
  const volsync = new FakeVolSync({ ...app, metadata: { ...app.metadata, managedFields: [...managedFields, owned] } }, [
    fresh,
  ]);
  const result = await start(volsync.cluster).result;
  expect(result.managedBy).toBe('Flux (kustomize-controller)');
  expect(result.warnings.join()).toContain('will restore its own tag');
});

it('plans and changes nothing in a dry run, but asks the server whether it would', async () => {
  const volsync = new FakeVolSync(source({}, { lastSyncStartTime: '2026-11-23T15:26:20Z' }), [fresh]);
  const result = await start(volsync.cluster, { isDryRun: true }).result;
  expect(result).toMatchObject({
    outcome: 'ok',
    state: 'planned',
    plan: { runningSince: new Date('2026-11-23T15:26:20Z'), tagAfter: { kind: 'remove' } },
  });
  expect(volsync.app.spec?.trigger).toEqual({ schedule: '0 * * * *' });
  volsync.cluster.forbid({ resource: 'replicationsources', verb: 'patch' });
  expect(await start(volsync.cluster, { isDryRun: true }).result).toMatchObject({ outcome: 'forbidden' });
});
