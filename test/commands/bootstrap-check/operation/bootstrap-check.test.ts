import { describe, expect, it } from 'vitest';
import { resources } from '../../../../src/volsync/resources.ts';
import { FakeCluster } from '../../../fakes/fake-cluster.ts';
import { sourceObject } from '../../../fakes/fleet-objects.ts';
import { claimObject, podWith } from '../../../fakes/bootstrap-facts.ts';
import {
  check,
  clusterWith,
  gate,
  good,
  matching,
  onNas,
  repositoryOn,
  web,
} from '../../../fakes/bootstrap-check-apps.ts';

describe('bootstrapCheck', () => {
  it('takes one list a kind, of sources one more after the look, and a pod, and looks at no mover where nothing bootstraps', async () => {
    const cluster = clusterWith();
    const report = await check(cluster);
    expect(report).toMatchObject({
      outcome: 'ok',
      apps: [{ name: 'web', verdict: 'protected', state: 'window-closed' }],
    });
    expect(cluster.count('list', resources.replicationSources)).toBe(2);
    const listed = [resources.replicationDestinations, resources.persistentVolumeClaims];
    for (const resource of listed) expect(cluster.count('list', resource)).toBe(1);
    for (const resource of [resources.jobs, resources.events]) expect(cluster.count('list', resource)).toBe(0);
    expect(cluster.count('exists', resources.secrets)).toBe(0);
    expect(report.pods).toHaveLength(1);
    expect(cluster.stored(resources.pods)).toEqual([]);
  });

  it('notes another source of the PVC whose retain undoes what this one keeps', async () => {
    const restic = { ...onNas.spec?.restic, retain: { daily: 7 } };
    const twin = {
      ...onNas,
      metadata: { ...onNas.metadata, name: 'web-b', uid: 'twin' },
      spec: { ...onNas.spec, restic },
    };
    const report = await check(clusterWith(onNas, twin), {}, undefined, web);
    expect(report.apps[0]?.notes).toContainEqual(matching(/^ReplicationSource web-b backs up the same PVC/));
  });

  it('never says protected where PVCs may not be seen', async () => {
    const cluster = clusterWith().forbid({ verb: 'list', resource: 'persistentvolumeclaims' });
    expect(await check(cluster)).toMatchObject({
      outcome: 'unknown',
      apps: [{ verdict: 'unknown', reason: 'forbidden' }],
    });
  });

  it('asks for Jobs, pods, events and the Secret where a PVC is not bound', async () => {
    const cluster = clusterWith().put(resources.persistentVolumeClaims, claimObject({ phase: 'Pending' }));
    const report = await check(cluster, {}, { 'web-volsync': { output: ['[]'] } });
    expect(report.apps[0]).toMatchObject({ state: 'volume-pending', reason: 'secret-missing', verdict: 'unprotected' });
    for (const resource of [resources.jobs, resources.events]) expect(cluster.count('list', resource)).toBe(1);
  });

  it('for a removal it looks again after the repository, so that a sync that began meanwhile counts', async () => {
    const cluster = clusterWith();
    expect(await gate(cluster)).toMatchObject({ outcome: 'ok' });
    const begins = clusterWith().before('logs', { ...resources.pods, plural: 'pods/log' }, () => {
      begins.put(resources.replicationSources, {
        ...onNas,
        status: { ...onNas.status, lastSyncStartTime: '2026-11-23T15:23:59Z' },
      });
    });
    expect(await check(begins, { isForRemoval: true })).toMatchObject({
      outcome: 'unprotected',
      apps: [{ verdict: 'unprotected', reason: 'not-idle', loss: { kind: 'since' } }],
    });
    const used = clusterWith().put(resources.pods, podWith('web', { name: 'debug' }));
    expect(await check(used, { isForRemoval: true })).toMatchObject({ apps: [{ reason: 'not-idle' }] });
    const hidden = clusterWith().forbid({ verb: 'list', resource: 'jobs' });
    expect(await check(hidden, { isForRemoval: true })).toMatchObject({
      outcome: 'unknown',
      apps: [{ reason: 'forbidden' }],
    });
  });

  it('triggers nothing where no window is open', async () => {
    const cluster = clusterWith();
    const report = await check(cluster, { isToTrigger: true });
    expect(report.apps[0]?.trigger).toBeUndefined();
    expect(cluster.count('patch')).toBe(0);
    expect(report.pods).toHaveLength(1);
  });

  it('has PVCs without a source in its outcome, also where there is no source at all', async () => {
    const orphan = { ...claimObject(), metadata: { ...claimObject().metadata, name: 'wiki', uid: 'wiki' } };
    const cluster = clusterWith().put(resources.persistentVolumeClaims, orphan);
    const report = await check(cluster, { hasUnprotectedClaims: true });
    expect(report).toMatchObject({ outcome: 'unprotected', unprotectedClaims: [{ namespace: 'home', name: 'wiki' }] });
    const alone = new FakeCluster().put(resources.persistentVolumeClaims, orphan);
    expect(await check(alone, { hasUnprotectedClaims: true })).toMatchObject({ apps: [], outcome: 'unprotected' });
    await expect(check(alone)).rejects.toMatchObject({ kind: 'not-found' });
  });

  it('for a removal restic checks the repository, and damage is no', async () => {
    const check = {
      exitCode: 1,
      errors: ['error for tree c4c72bd7:', 'Fatal: repository contains errors'],
    };
    const report = await gate(clusterWith(), { 'web-volsync': { ...good, more: { check } } });
    expect(report).toMatchObject({ outcome: 'unprotected', apps: [{ reason: 'damaged' }] });
  });

  it('a repository in the namespace is no, wherever it is on', async () => {
    const onClaim = repositoryOn({ persistentVolumeClaim: { claimName: 'repo' } });
    const claim = await gate(clusterWith(onClaim));
    expect(claim).toMatchObject({
      outcome: 'unprotected',
      apps: [{ reason: 'repository-in-namespace', message: matching(/on the PVC repo:/) }],
    });
    const served = clusterWith(sourceObject()).put(resources.services, {
      metadata: { name: 'rest', namespace: 'home' },
      spec: { selector: { app: 'rest' } },
    });
    const server = { 'web-volsync': { ...good, address: 'rest:http://rest.home.svc:8000/web' } };
    expect(await gate(served, server)).toMatchObject({
      outcome: 'unprotected',
      apps: [{ reason: 'repository-in-namespace', message: matching(/on the Service rest:/) }],
    });
    const hidden = clusterWith(sourceObject()).forbid({ verb: 'list', resource: 'services' });
    const elsewhere = { 'web-volsync': { ...good, address: 's3:https://s3.example.org/web' } };
    expect(await gate(hidden, elsewhere)).toMatchObject({ outcome: 'unknown' });
    expect(await gate(clusterWith(sourceObject()), elsewhere)).toMatchObject({ outcome: 'ok' });
  });
});
