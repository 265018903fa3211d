import { describe, expect, it } from 'vitest';
import { resources } from '../../../../src/volsync/resources.ts';
import { FakeCluster } from '../../../fakes/fake-cluster.ts';
import { sourceObject } from '../../../fakes/fleet-objects.ts';
import { printedSnapshots, snapshotAt, wholeId } from '../../../fakes/repository-objects.ts';
import { claimObject, volumeObject } from '../../../fakes/bootstrap-facts.ts';
import { check, clusterWith, good, matching, onNas, saved, web } from '../../../fakes/bootstrap-check-apps.ts';

describe('the removal of a namespace', () => {
  const orphan = { ...claimObject(), metadata: { ...claimObject().metadata, name: 'wiki', uid: 'wiki' } };
  const isForRemoval = true;

  it('is not to be while anything in it is not backed up, and names what was not judged', async () => {
    expect(await check(clusterWith(), { isForRemoval })).toMatchObject({
      outcome: 'ok',
      unprotectedClaims: [],
      notJudged: [
        matching(/passwords .* Secret \(web-volsync\)/),
        matching(/VolumeSnapshots/),
        matching(/other namespaces/),
      ],
    });
    const cluster = clusterWith().put(resources.persistentVolumeClaims, orphan);
    expect(await check(cluster, { isForRemoval })).toMatchObject({
      outcome: 'unprotected',
      apps: [{ verdict: 'protected' }],
      unprotectedClaims: [{ name: 'wiki' }],
    });
  });

  it('a label makes no PVC one of VolSync', async () => {
    const labels = { 'app.kubernetes.io/created-by': 'volsync' };
    const labelled = { ...orphan, metadata: { ...orphan.metadata, labels } };
    const cluster = clusterWith().put(resources.persistentVolumeClaims, labelled);
    expect(await check(cluster, { isForRemoval })).toMatchObject({ unprotectedClaims: [{ name: 'wiki' }] });
  });

  it('is not known where PVCs may not be listed, and not there where the namespace is not', async () => {
    const empty = new FakeCluster().put(resources.namespaces, { metadata: { name: 'home', namespace: '' } });
    expect(await check(empty, { isForRemoval })).toMatchObject({ outcome: 'ok', apps: [] });
    empty.forbid({ verb: 'list', resource: 'persistentvolumeclaims' });
    expect(await check(empty, { isForRemoval })).toMatchObject({ outcome: 'unknown', unprotectedClaims: undefined });
    await expect(check(new FakeCluster(), { isForRemoval })).rejects.toMatchObject({ kind: 'not-found' });
    const unsure = new FakeCluster().forbid({ verb: 'get', resource: 'namespaces' });
    await expect(check(unsure, { isForRemoval })).rejects.toMatchObject({ kind: 'unknown' });
  });

  it('of one app names the others, and does not judge them', async () => {
    const db = sourceObject({}, { latestMoverStatus: { result: 'Successful', logs: 'snapshot 99999999 saved' } }, 'db');
    const cluster = clusterWith(onNas, db).put(resources.persistentVolumeClaims, orphan);
    const report = await check(cluster, { isForRemoval }, undefined, web);
    expect(report).toMatchObject({ outcome: 'ok', apps: [{ name: 'web' }], unprotectedClaims: undefined });
    expect(report.notJudged).toEqual([
      '1 other app (db) and 1 PVC without a backup (wiki) in namespace home: volsyncctl bootstrap-check -n home --for-removal',
    ]);
    const both = await check(cluster, { isForRemoval, hasUnprotectedClaims: true }, undefined, web);
    expect(both).toMatchObject({ outcome: 'unprotected', unprotectedClaims: [{ name: 'wiki' }] });
    const alone = await check(clusterWith(), { isForRemoval }, undefined, web);
    expect(alone.notJudged).toEqual([]);
  });
});

describe('what would come back', () => {
  const foreign = snapshotAt('2026-11-23T15:10:00Z', { host: 'nas', paths: ['/srv/database'] });

  it('is said, and has to be of the app', async () => {
    const [own] = (await check(clusterWith())).apps;
    expect(own?.next).toMatchObject({ kind: 'restores', snapshot: { id: saved.id }, origin: { kind: 'own' } });
    const answers = { 'web-volsync': { ...good, output: [printedSnapshots(saved, foreign)] } };
    for (const isForRemoval of [false, true]) {
      expect(await check(clusterWith(), { isForRemoval }, answers)).toMatchObject({
        outcome: 'unprotected',
        apps: [{ reason: 'foreign-snapshot', message: matching(/of host nas, path \/srv\/database/) }],
      });
    }
  });

  it('is not what is in a volume that a kept destination has filled', async () => {
    const created = '2026-11-23T15:10:00Z';
    const claim = { ...claimObject({ created, boundAt: '2026-11-23T15:10:09Z' }) };
    const volume = volumeObject('home/volsync-web-dest-1', '2026-11-23T15:10:05Z');
    const cluster = clusterWith()
      .put(resources.persistentVolumes, { ...volume, metadata: { ...volume.metadata, namespace: '' } })
      .put(resources.persistentVolumeClaims, claim);
    const newer = snapshotAt('2026-11-23T15:05:00Z', { id: wholeId('aaaa1111') });
    const answers = { 'web-volsync': { ...good, output: [printedSnapshots(saved, newer)] } };
    const report = await check(cluster, { maxAgeMs: 3_600_000 }, answers);
    expect(report).toMatchObject({ outcome: 'unprotected', apps: [{ reason: 'outdated-restore' }] });
  });
});
