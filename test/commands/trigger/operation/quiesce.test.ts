import { describe, expect, it } from 'vitest';
import { Failure } from '../../../../src/errors.ts';
import { resources } from '../../../../src/volsync/resources.ts';
import { planQuiesce } from '../../../../src/commands/trigger/operation/plan-quiesce.ts';
import { stopRights } from '../../../../src/commands/trigger/rights.ts';
import { goodLog, key, source, type FakeSync } from '../../../fakes/fake-volsync.ts';
import { QuiescedWeb, webPod } from '../../../fakes/quiesced-web.ts';

const fresh: FakeSync = { copiedAt: '2026-11-23T15:26:23Z', log: goodLog('724684cd') };
const wrongPassword = { exitCode: 3, log: ['Fatal: wrong password or no key found'] };
const plain = { app: key, exec: undefined, maxDowntimeMs: 60_000, ignoresGitOps: false };

/** The app runs, and nothing tells of a journal any more. */
function expectBack(web: QuiescedWeb): void {
  expect(web.replicas).toBe(1);
  expect(web.journal).toBeUndefined();
  expect(web.cluster.openStreams).toBe(0);
}

describe('trigger --quiesce', () => {
  it('stops the app before the tag is set, and starts it while restic still uploads', async () => {
    const web = new QuiescedWeb([{ ...fresh, isStuck: true }]);
    let replicasAtTag: number | undefined;
    web.cluster.before('patch', resources.replicationSources, ({ patch }) => {
      if (JSON.stringify(patch).includes('"manual":"volsyncctl')) replicasAtTag = web.replicas;
    });
    const run = await web.trigger();
    while (web.replicas !== 1 || web.scaledTo.length < 2) await new Promise((resolve) => setTimeout(resolve, 1));
    expect(replicasAtTag).toBe(0);
    expect(web.volsync.app.status?.lastSyncStartTime).toBeDefined();
    web.volsync.release();
    expect(await run.result).toMatchObject({
      outcome: 'ok',
      state: 'saved',
      quiesce: { how: 'scale', what: ['Deployment web'], state: 'back', downtimeMs: expect.any(Number) as number },
    });
    expect(web.scaledTo).toEqual([0, 1]);
    expectBack(web);
  });

  it('keeps the journal on the source while the app is stopped', async () => {
    const web = new QuiescedWeb([]);
    const run = await web.trigger();
    await run.seen('tag-set');
    expect(JSON.parse(web.journal ?? '{}')).toMatchObject({ claim: 'web', workloads: [{ name: 'web', replicas: 1 }] });
    run.interrupt();
    expect(await run.result).toMatchObject({ outcome: 'interrupted', quiesce: { state: 'back', cutAt: undefined } });
    expectBack(web);
  });

  it('starts the app after --max-downtime, where no copy was made', async () => {
    const web = new QuiescedWeb([]);
    const run = await web.trigger({ maxDowntimeMs: 2000 });
    expect(await run.result).toMatchObject({
      outcome: 'timeout',
      message: expect.stringContaining('--max-downtime') as string,
      quiesce: { state: 'back' },
      tagEnd: { kind: 'removed' },
    });
    expectBack(web);
  });

  it('starts the app where the tag is refused', async () => {
    const web = new QuiescedWeb([fresh]);
    web.cluster.before('patch', resources.replicationSources, ({ patch }) => {
      if (JSON.stringify(patch).includes('"manual":"volsyncctl')) throw new Failure('refused', 'admission says no');
    });
    const { result } = await web.trigger();
    expect(await result).toMatchObject({
      outcome: 'refused',
      message: 'admission says no',
      quiesce: { state: 'back' },
    });
    expectBack(web);
  });

  it('starts the app where the mover fails for good', async () => {
    const web = new QuiescedWeb([{ ...fresh, failing: [wrongPassword], isStuck: true }]);
    const { result } = await web.trigger();
    expect(await result).toMatchObject({ outcome: 'failed', reason: 'wrong-password', quiesce: { state: 'back' } });
    expectBack(web);
  });

  it('starts the app where it does not come to rest', async () => {
    const web = new QuiescedWeb([fresh]);
    web.cluster.afterPatch(resources.deployments, (now) => {
      if (now.spec?.replicas === 0) web.cluster.put(resources.pods, webPod('web-7d-stays'));
    });
    const run = await web.trigger({ maxDowntimeMs: 2000 });
    expect(await run.result).toMatchObject({ outcome: 'timeout', quiesce: { state: 'back' } });
    expect(web.volsync.served).toEqual([]);
    expectBack(web);
  });

  it('is unknown where a pod mounts the volume before the copy is made', async () => {
    const web = new QuiescedWeb([fresh]);
    web.cluster.before('patch', resources.replicationSources, ({ patch }) => {
      if (JSON.stringify(patch).includes('"manual":"volsyncctl')) web.cluster.put(resources.pods, webPod('debug'));
    });
    const { result } = await web.trigger();
    expect(await result).toMatchObject({
      outcome: 'unknown',
      snapshot: { id: '724684cd' },
      quiesce: { disturbance: 'pod debug mounted the volume before its copy was cut' },
    });
  });

  it('fails where the app cannot be given back, and leaves the journal for --unquiesce', async () => {
    const web = new QuiescedWeb([fresh]);
    web.cluster.before('patch', resources.deployments, ({ patch }) => {
      if (JSON.stringify(patch).includes('"value":1')) throw new Failure('forbidden', 'not any more');
    });
    const { result } = await web.trigger();
    expect(await result).toMatchObject({
      outcome: 'failed',
      reason: 'app-stopped',
      snapshot: { id: '724684cd' },
      hint: 'volsyncctl trigger web -n home --unquiesce',
      quiesce: { state: 'left', why: 'not any more' },
    });
    expect(web.replicas).toBe(0);
    expect(web.journal).toBeDefined();
  });

  it('gives the app back before it waits for a sync that began in between', async () => {
    const web = new QuiescedWeb([fresh]);
    let isFirst = true;
    web.cluster.before('patch', resources.deployments, ({ patch }) => {
      if (!isFirst || !JSON.stringify(patch).includes('"value":0')) return;
      isFirst = false;
      void web.volsync.start({ ...fresh, log: goodLog('0000beef') });
    });
    const { result } = await web.trigger();
    expect(await result).toMatchObject({ outcome: 'ok', state: 'saved', quiesce: { state: 'back' } });
    expect(web.scaledTo).toEqual([0, 1, 0, 1]);
    expectBack(web);
  });
});

describe('the copy', () => {
  it('of a clone is made once its PVC is bound', async () => {
    const restic = { repository: 'web-volsync', copyMethod: 'Clone' };
    const web = new QuiescedWeb([{ log: goodLog('724684cd'), isStuck: true }], source({ restic }));
    const run = await web.trigger();
    await run.seen('tag-set');
    const clone = {
      metadata: {
        namespace: 'home',
        name: 'volsync-web-src',
        uid: 'uid-clone',
        creationTimestamp: '2026-11-23T15:26:23Z',
        labels: { 'app.kubernetes.io/created-by': 'volsync' },
      },
    };
    web.cluster.put(resources.persistentVolumeClaims, { ...clone, status: { phase: 'Pending' } });
    await run.seen('phase');
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(web.replicas).toBe(0);
    web.cluster.put(resources.persistentVolumeClaims, { ...clone, status: { phase: 'Bound' } });
    while (web.replicas !== 1) await new Promise((resolve) => setTimeout(resolve, 1));
    web.volsync.release();
    await run.result;
    expectBack(web);
  });

  it('of a PVC with copy triggers is asked for once the app is stopped', async () => {
    const web = new QuiescedWeb([fresh]);
    web.cluster.change(resources.persistentVolumeClaims, key, (claim) => ({
      ...claim,
      metadata: { ...claim.metadata, annotations: { 'volsync.backube/use-copy-trigger': '' } },
    }));
    const { result } = await web.trigger();
    const { tag, outcome } = await result;
    expect(outcome).toBe('ok');
    const [claim] = web.cluster.stored(resources.persistentVolumeClaims);
    expect(claim?.metadata.annotations).toMatchObject({ 'volsync.backube/copy-trigger': tag });
  });
});

describe('what is refused before anything is stopped', () => {
  const direct = source({ restic: { repository: 'web-volsync', copyMethod: 'Direct' } });

  it('is a source without a copy', async () => {
    const web = new QuiescedWeb([], direct);
    await expect(planQuiesce(plain, web.ports)).rejects.toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('copyMethod Direct') as string,
    });
  });

  it('is an app that is quiesced already', async () => {
    const web = new QuiescedWeb([]);
    const run = await web.trigger();
    await run.seen('tag-set');
    await expect(planQuiesce(plain, web.ports)).rejects.toMatchObject({
      kind: 'refused',
      hint: expect.stringContaining('--unquiesce') as string,
    });
    run.interrupt();
    await run.result;
  });

  const needed = stopRights.flatMap(({ verbs, resource }) => verbs.map((verb) => ({ verb, resource })));
  const asked = needed.filter(({ verb, resource }) => verb !== 'patch' || resource === 'deployments');

  it.each(asked)('is a missing right: $verb $resource', async (right) => {
    const web = new QuiescedWeb([]);
    web.cluster.forbid(right);
    await expect(planQuiesce(plain, web.ports)).rejects.toMatchObject({ kind: 'forbidden', missingRight: right });
    expect(web.scaledTo).toEqual([]);
  });
});
