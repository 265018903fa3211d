import { describe, expect, it } from 'vitest';
import { Failure } from '../../../../src/errors.ts';
import { run } from '../../../../src/program/run.ts';
import type { KubeObject } from '../../../../src/kubernetes/objects.ts';
import type { FakeCluster } from '../../../fakes/fake-cluster.ts';
import { FakeIo, type FakeIoOptions } from '../../../fakes/fake-io.ts';
import { bindings, clusterWith, mountsNfs, policies, waits, type Mutation } from '../../../fakes/policies-world.ts';

const line = 'policies install --nfs nas:/mnt/volsync';

async function typed(words: string, options: FakeIoOptions) {
  const io = new SteppingIo(options);
  return { exitCode: await run(words.split(' '), io), out: io.out, err: io.err, questions: io.questions };
}

/** Each read of the clock is ten seconds later. */
class SteppingIo extends FakeIo {
  #seconds = 0;

  override now(): Date {
    this.#seconds += 10;
    return new Date(Date.UTC(2026, 10, 23) + this.#seconds * 1000);
  }

  override async sleep(): Promise<void> {
    await Promise.resolve();
  }
}

/** Its admission applies them as soon as there are policies and bindings. */
function cluster(...mutations: readonly Mutation[]): FakeCluster {
  const made: FakeCluster = clusterWith((pod) =>
    made.stored(bindings).length < 2 ? pod : mutations.reduce((mutated, mutation) => mutation(mutated), pod),
  );
  return made;
}

const names = (server: FakeCluster) =>
  [...server.stored(policies), ...server.stored(bindings)].map((each) => each.metadata.name);

describe('policies install', () => {
  it('installs policies and bindings, and proves them', async () => {
    const server = cluster(mountsNfs, waits);
    const { exitCode, out } = await typed(`${line} --yes`, { cluster: server });
    expect(exitCode).toBe(0);
    expect(out).toContain('created   MutatingAdmissionPolicy volsync-mover-nfs (v1)');
    expect(out).toContain('a dry run of mover Jobs shows what the policies add');
    expect(names(server)).toEqual([
      'volsync-mover-jitter',
      'volsync-mover-nfs',
      'volsync-mover-jitter',
      'volsync-mover-nfs',
    ]);
    const again = await typed(`${line} --yes`, { cluster: server });
    expect(again.out).toContain('kept      MutatingAdmissionPolicy volsync-mover-nfs');
  });

  it('shows the plan, and asks', async () => {
    const server = cluster(mountsNfs, waits);
    const declined = await typed(line, { cluster: server, answers: [false] });
    expect(declined).toMatchObject({ exitCode: 130, questions: ['Install these policies in fake?'] });
    expect(declined.err).toContain('create    MutatingAdmissionPolicyBinding volsync-mover-jitter');
    expect(await typed(line, { cluster: server })).toMatchObject({ exitCode: 4 });
    expect(await typed(`${line} --dry-run`, { cluster: server })).toMatchObject({ exitCode: 0 });
    expect(names(server)).toEqual([]);
    expect(await typed(line, { cluster: server, answers: [true] })).toMatchObject({ exitCode: 0 });
  });

  it.each<[string, readonly Mutation[], string]>([
    ['nothing shows', [], 'a source mover gets no volume instead of nfs nas:/mnt/volsync'],
    ['backups do not wait', [mountsNfs], 'a source mover does not wait 1-120s'],
  ])('rolls back where %s', async (_what, mutations, words) => {
    const server = cluster(...mutations);
    const { exitCode, err } = await typed(`${line} --yes`, { cluster: server });
    expect(exitCode).toBe(8);
    expect(err).toContain('the policies were rolled back');
    expect(err).toContain(words);
    expect(names(server)).toEqual([]);
  });

  it('gives an updated policy its previous spec back', async () => {
    const server = cluster().put(policies, {
      metadata: { name: 'volsync-mover-nfs' },
      spec: { failurePolicy: 'Ignore' },
    });
    expect(await typed(`${line} --yes`, { cluster: server })).toMatchObject({ exitCode: 8 });
    expect(server.stored(policies).map(({ spec }) => spec)).toEqual([{ failurePolicy: 'Ignore' }]);
  });

  it('says that a GitOps tool will undo an update', async () => {
    const labels = { 'kustomize.toolkit.fluxcd.io/name': 'volsync', 'kustomize.toolkit.fluxcd.io/namespace': 'flux' };
    const server = cluster().put(policies, { metadata: { name: 'volsync-mover-nfs', labels }, spec: {} });
    const { out } = await typed(`${line} --dry-run`, { cluster: server });
    expect(out).toContain(
      'volsync-mover-nfs is managed by Flux (Kustomization flux/volsync), which would revert the change',
    );
  });

  it('rolls back where a later object is refused, and on Ctrl-C', async () => {
    const refusing = cluster(mountsNfs, waits);
    let dryRuns = 0;
    refusing.before('create', bindings, () => {
      if ((dryRuns += 1) > 3) throw new Failure('refused', 'quota');
    });
    expect(await typed(`${line} --yes`, { cluster: refusing })).toMatchObject({ exitCode: 4 });
    expect(names(refusing)).toEqual([]);
    const interrupted = new AbortController();
    const waiting = cluster();
    waiting.afterCreate(bindings, () => interrupted.abort());
    const { exitCode } = await typed(`${line} --yes`, { cluster: waiting, signal: interrupted.signal });
    expect([exitCode, names(waiting)]).toEqual([130, []]);
  });

  it('says what it could not roll back, with the commands, and rolls back the rest', async () => {
    const server = cluster().put(policies, {
      metadata: { name: 'volsync-mover-nfs' },
      spec: { failurePolicy: 'Ignore' },
    });
    const before = server.stored(policies).map(({ metadata }) => metadata.uid);
    let deleted = 0;
    server.before('delete', bindings, () => {
      if ((deleted += 1) === 1) throw new Failure('unreachable', 'gone');
    });
    server.before('patch', policies, () => {
      if (deleted > 0) throw new Failure('forbidden', 'may not');
    });
    const { exitCode, err } = await typed(`${line} --yes`, { cluster: server });
    expect(exitCode).toBe(8);
    expect(err).toContain('not everything could be rolled back');
    expect(err).toContain('MutatingAdmissionPolicyBinding volsync-mover-nfs: gone');
    expect(err).toContain('  → kubectl delete mutatingadmissionpolicybinding volsync-mover-nfs\n');
    expect(err).toContain(
      `  → kubectl patch mutatingadmissionpolicy volsync-mover-nfs --type json -p '[{"op":"replace","path":"/spec","value":{"failurePolicy":"Ignore"}}]'\n`,
    );
    expect(server.stored(bindings).map(({ metadata }) => metadata.name)).toEqual(['volsync-mover-nfs']);
    expect(server.stored(policies).map(({ metadata }) => metadata.uid)).toEqual(before);
    const uids = server.calls.filter(({ verb }) => verb === 'delete').map(({ uid }) => uid);
    expect(uids.every((uid) => uid !== undefined && !before.includes(uid))).toBe(true);
  });

  const name = 'volsync-mover-jitter';

  it.each<[string, string | undefined, number]>([
    ['by us is deleted', 'volsyncctl', 0],
    ['by somebody else meanwhile stays', 'kubectl', 1],
    ['by nobody is none', undefined, 0],
  ])('what a request has stored whose answer was lost, %s', async (_what, manager, left) => {
    const server = cluster(mountsNfs, waits);
    server.before('create', policies, ({ object, isDryRun }) => {
      if (isDryRun === true) return;
      if (manager !== undefined) {
        const managedFields = [{ manager, fieldsV1: { 'f:spec': {} } }];
        server.put(policies, { ...(object as KubeObject), metadata: { name, managedFields } });
      }
      throw new Failure('unreachable', 'no answer');
    });
    const { exitCode, err } = await typed(`${line} --yes`, { cluster: server });
    expect([exitCode, server.stored(policies).length], err).toEqual([6, left]);
  });

  it('changes only what is as it was planned, and takes back only what is as it was left', async () => {
    const change = (spec: object) => server.put(policies, { metadata: { name: 'volsync-mover-nfs' }, spec });
    const server = cluster();
    change({ failurePolicy: 'Ignore' });
    let isFirst = true;
    server.before('patch', policies, ({ isDryRun }) => {
      if (isDryRun === true || !isFirst) return;
      isFirst = false;
      change({ failurePolicy: 'Fail' });
    });
    expect(await typed(`${line} --yes`, { cluster: server })).toMatchObject({ exitCode: 4 });
    expect(server.stored(policies).map(({ spec }) => spec)).toEqual([{ failurePolicy: 'Fail' }]);
    server.afterCreate(bindings, () => change({ failurePolicy: 'Ignore' }));
    const { exitCode, err } = await typed(`${line} --yes`, { cluster: server });
    expect([exitCode, err]).toEqual([8, expect.stringContaining('was changed by someone else and was left as it is')]);
    expect(server.stored(policies).map(({ spec }) => spec)).toEqual([{ failurePolicy: 'Ignore' }]);
    expect(names(server)).toEqual(['volsync-mover-nfs']);
  });

  it('tells first how to undo it where it is killed', async () => {
    const { err } = await typed(`${line} --yes`, { cluster: cluster(mountsNfs, waits) });
    expect(err).toContain('  → kubectl delete mutatingadmissionpolicybinding volsync-mover-nfs\n');
    expect(err.indexOf('mutatingadmissionpolicybinding')).toBeLessThan(err.indexOf('mutatingadmissionpolicy '));
  });

  it('refuses to stand beside a policy that says otherwise', async () => {
    const other = (options: string) =>
      typed(`policies install ${options} --yes`, { cluster: clusterWith(mountsNfs, waits) });
    expect(await other('--nfs other:/x')).toMatchObject({
      exitCode: 4,
      err: expect.stringContaining(
        'it adds volume repository to movers as nfs nas:/mnt/volsync; nothing was changed',
      ) as string,
    });
    expect(await other('--jitter 1-5s')).toMatchObject({
      exitCode: 4,
      err: expect.stringContaining('a different range') as string,
    });
  });
});
