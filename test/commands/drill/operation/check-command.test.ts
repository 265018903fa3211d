import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CheckCommand, DrillOptions } from '../../../../src/commands/drill/operation/plan.ts';
import { Failure } from '../../../../src/errors.ts';
import type { ExecEvent } from '../../../../src/kubernetes/cluster.ts';
import { drillRecordOf } from '../../../../src/volsync/drill-record.ts';
import { resources } from '../../../../src/volsync/resources.ts';
import { drilled, drillWorld } from '../../../fakes/drill-world.ts';

function check(command: string, more: Partial<CheckCommand> = {}): Partial<DrillOptions> {
  return { checkCommand: { command, image: 'postgres:17', isWritable: false, timeoutMs: 60_000, ...more } };
}

/** A world whose mover runs as the owner of the files. */
function worldWith(...args: Parameters<typeof drillWorld>): ReturnType<typeof drillWorld> {
  const made = drillWorld(...args);
  const key = { namespace: 'home', name: 'web' };
  made.cluster.change(resources.replicationSources, key, (source) => {
    const restic = { ...source.spec?.restic, moverSecurityContext: { runAsUser: 4000, runAsGroup: 4000 } };
    return { ...source, spec: { ...source.spec, restic } };
  });
  return made;
}

/** The pod that ran the command, or nothing. */
function podOf({ cluster }: ReturnType<typeof drillWorld>): string | undefined {
  const made = cluster.calls.filter(({ verb, kind }) => verb === 'create' && kind === 'pods');
  return made.map(({ object }) => JSON.stringify(object)).find((text) => text.includes('postgres:17'));
}

function recordIn({ cluster }: ReturnType<typeof drillWorld>) {
  const [source] = cluster.stored(resources.replicationSources);
  return source && drillRecordOf(source);
}

describe('drill --check', () => {
  it('runs the command in the restored volume, and records that it passed', async () => {
    const world = worldWith();
    const { app, left } = await drilled(world, check('grep -q content file'));
    expect(app).toMatchObject({ verdict: 'protected', outcome: 'ok', checkCommand: { exitCode: 0 } });
    expect(left).toEqual([]);
    expect(recordIn(world)).toMatchObject({ proven: {}, last: { checkPassed: true } });
    expect(podOf(world)).toContain('"claimName":"volsyncctl-drill-');
    expect(podOf(world)).toMatch(/"readOnly":true.*"readOnly":true/);
    expect(podOf(world)).toContain('"automountServiceAccountToken":false');
    expect(podOf(world)).toContain('"runAsUser":4000');
  });

  it('fails the drill with the last lines of the command, and leaves nothing', async () => {
    const world = worldWith();
    const { app, left } = await drilled(world, check('seq 20; echo broken >&2; exit 3'));
    expect(app).toMatchObject({
      ...{ verdict: 'unprotected', outcome: 'unprotected', reason: 'check-failed' },
      ...{ check: { kind: 'same' }, checkCommand: { exitCode: 3 } },
      message: expect.stringContaining('exit code 3') as string,
    });
    expect(app.details).toEqual(['12', '13', '14', '15', '16', '17', '18', '19', '20', 'broken']);
    expect(left).toEqual([]);
    expect(recordIn(world)?.last).toMatchObject({ verdict: 'unprotected', reason: 'check-failed', checkPassed: false });
    expect(recordIn(world)?.proven).toBeUndefined();
  });

  it('is unknown where the command cannot be run', async () => {
    const { app, left } = await drilled(worldWith(), check('no-such-program'));
    expect(app).toMatchObject({ verdict: 'unknown', outcome: 'unknown', checkCommand: undefined });
    expect(left).toEqual([]);
  });

  it('is unknown where it fails as a user that may not be able to read the files', async () => {
    const { app } = await drilled(drillWorld(), check('exit 1'));
    expect(app).toMatchObject({ verdict: 'unknown', outcome: 'unknown', reason: 'no-evidence' });
  });

  it('ends with the time limit', async () => {
    const world = worldWith();
    const { programs } = world.cluster;
    world.cluster.programs = (request, signal) => {
      if (request.command.at(-1) !== 'sleep 60') return programs(request, signal);
      return hanging(signal);
    };
    const { app, left } = await drilled(world, check('sleep 60', { timeoutMs: 20 }));
    expect(app).toMatchObject({ verdict: 'unknown', outcome: 'timeout' });
    expect(left).toEqual([]);
  });

  it('is not run over what is not the snapshot', async () => {
    const changes = (root: string) => writeFileSync(path.join(root, 'file'), 'another');
    const world = worldWith({ changes });
    const { app } = await drilled(world, check('true'));
    expect(app).toMatchObject({ verdict: 'unprotected', reason: 'mismatch', checkCommand: undefined });
    expect(podOf(world)).toBeUndefined();
  });

  it('can write where that is asked for', async () => {
    const world = worldWith();
    await drilled(world, check('true', { isWritable: true }));
    expect(podOf(world)).not.toContain('"readOnly":true');
  });
});

/** Until the call is ended. */
async function* hanging(signal: AbortSignal | undefined): AsyncGenerator<ExecEvent, void> {
  yield { type: 'stdout', bytes: new TextEncoder().encode('begun') };
  await new Promise((resolve) => signal?.addEventListener('abort', resolve));
  throw new Failure('interrupted', 'Interrupted.');
}
