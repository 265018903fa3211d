import { describe, expect, it } from 'vitest';
import { resources } from '../../../../src/volsync/resources.ts';
import { unquiesce } from '../../../../src/commands/trigger/operation/unquiesce.ts';
import { goodLog, key, type FakeSync } from '../../../fakes/fake-volsync.ts';
import { inPod, QuiescedWeb } from '../../../fakes/quiesced-web.ts';
import { leaseOfBen } from '../../../fakes/held-lease.ts';

const fresh: FakeSync = { copiedAt: '2026-11-23T15:26:23Z', log: goodLog('724684cd') };

/** The app runs, and nothing tells of a journal any more. */
function expectBack(web: QuiescedWeb): void {
  expect(web.replicas).toBe(1);
  expect(web.journal).toBeUndefined();
  expect(web.cluster.openStreams).toBe(0);
}

describe('trigger --exec', () => {
  /** The exit code of each command, in order. */
  function withPrograms(web: QuiescedWeb, exitCodes: readonly number[]): string[] {
    const run: string[] = [];
    web.cluster.programs = async function* ({ command }) {
      await Promise.resolve();
      run.push(command.join(' '));
      yield { type: 'stdout', bytes: new TextEncoder().encode('flushed\n') };
      yield { type: 'ended', exitCode: exitCodes[run.length - 1] ?? 0 };
    };
    return run;
  }

  it('runs the command before the tag is set, and the other one after the copy', async () => {
    const web = new QuiescedWeb([fresh]);
    const run = withPrograms(web, [0, 0]);
    const { result } = await web.trigger({ exec: inPod(['fsfreeze', '-f', '/data'], 'fsfreeze -u /data') });
    expect(await result).toMatchObject({
      outcome: 'ok',
      quiesce: { how: 'exec', what: ['pod web-7d-x, container db'], state: 'back' },
    });
    expect(run).toEqual(['fsfreeze -f /data', 'sh -c fsfreeze -u /data']);
    expect(web.said).toContain('web-7d-x│ flushed');
    expect(web.scaledTo).toEqual([]);
    expectBack(web);
  });

  it('backs up nothing where the command fails, and runs the other one', async () => {
    const web = new QuiescedWeb([fresh]);
    const run = withPrograms(web, [3, 0]);
    const { result } = await web.trigger({ exec: inPod(['checkpoint'], 'release') });
    expect(await result).toMatchObject({
      outcome: 'refused',
      message: expect.stringContaining('exit code 3') as string,
    });
    expect(run).toEqual(['checkpoint', 'sh -c release']);
    expect(web.volsync.served).toEqual([]);
    expectBack(web);
  });

  it('fails where the other one fails, and leaves the journal', async () => {
    const web = new QuiescedWeb([fresh]);
    withPrograms(web, [0, 1]);
    const { result } = await web.trigger({ exec: inPod(['checkpoint'], 'release') });
    expect(await result).toMatchObject({ outcome: 'failed', state: 'saved', quiesce: { state: 'left' } });
    const run = withPrograms(web, [0]);
    await unquiesce(key, 1000, web.ports);
    expect(run).toEqual(['sh -c release']);
    expectBack(web);
  });
});

describe('trigger --unquiesce', () => {
  /** As after kill -9. */
  async function killed(): Promise<QuiescedWeb> {
    const web = new QuiescedWeb([]);
    const run = await web.trigger();
    await run.seen('tag-set');
    const journal = web.journal ?? '';
    run.interrupt();
    await run.result;
    web.cluster.change(resources.replicationSources, key, (app) => ({
      ...app,
      metadata: { ...app.metadata, annotations: { 'volsyncctl/open-quiesce': journal } },
    }));
    await web.cluster.patch(resources.deployments, key, { spec: { replicas: 0 } });
    return web;
  }

  it('starts what was left stopped', async () => {
    const web = await killed();
    expect(await unquiesce(key, 1000, web.ports)).toMatchObject({ notReady: undefined });
    expectBack(web);
  });

  it('leaves an app alone whose process still runs', async () => {
    const web = await killed();
    web.isCreatorRunning = true;
    await expect(unquiesce(key, 1000, web.ports)).rejects.toMatchObject({ kind: 'refused' });
    expect(web.replicas).toBe(0);
  });

  it.each([
    ['restore --in-place', (web: QuiescedWeb) => unquiesce(key, 1000, web.ports)],
    ['trigger --quiesce', (web: QuiescedWeb) => web.trigger()],
  ])('leaves an app alone whose volume another process holds: %s', async (command, run) => {
    const web = await killed();
    web.isCreatorRunning = false;
    const claim = { namespace: key.namespace, name: 'web' };
    web.cluster.put(resources.leases, leaseOfBen({ claim }, command, new Date()));
    const message: unknown = expect.stringMatching(`in use by ben .* which runs ${command}`);
    await expect(run(web)).rejects.toMatchObject({ kind: 'refused', message });
    expect(web.replicas).toBe(0);
  });

  it('does not read what somebody else has written there', async () => {
    const web = await killed();
    web.cluster.change(resources.replicationSources, key, (app) => ({
      ...app,
      metadata: { ...app.metadata, annotations: { 'volsyncctl/open-quiesce': '{}' } },
    }));
    await expect(unquiesce(key, 1000, web.ports)).rejects.toMatchObject({ kind: 'unknown' });
    expect(web.replicas).toBe(0);
  });

  it('finds nothing where nothing is open', async () => {
    const web = new QuiescedWeb([]);
    await expect(unquiesce(key, 1000, web.ports)).rejects.toMatchObject({ kind: 'not-found' });
  });
});
