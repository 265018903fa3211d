import { describe, expect, it } from 'vitest';
import { Failure } from '../../../../src/errors.ts';
import type { ExecEvent } from '../../../../src/kubernetes/cluster.ts';
import { runCommand, type ProgramStreams } from '../../../../src/commands/browse/operation/run-command.ts';
import { volumeFiles } from '../../../../src/volume/volume-files.ts';
import { caught } from '../../../fakes/api-server/caught.ts';
import type { World } from '../../../fakes/helper-pod-world.ts';
import { programs, web, worldWith } from '../../../fakes/volume-look.ts';

function inside(world: World) {
  const pod = { namespace: 'home', name: 'looker' };
  const work = { cluster: world.cluster, pod, container: 'volume', signal: world.signal };
  return { work, files: volumeFiles(work, { uid: 1, gid: 1, groups: [], from: 'mover' }, { target: web }) };
}

/** The output of the program, and how it ended. */
async function run(world: World, idleMs = 60_000) {
  const said = { out: '', errors: '' };
  const streams: ProgramStreams = {
    stdout: (bytes) => Promise.resolve(void (said.out += Buffer.from(bytes).toString())),
    stderr: (bytes) => Promise.resolve(void (said.errors += Buffer.from(bytes).toString())),
  };
  const exitCode = await runCommand(inside(world), { words: ['du', '-sh', 'a b'], folder: '/conf', idleMs }, streams, {
    // Uses the clock, like the limit itself.
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(resolve, ms);
        signal?.addEventListener('abort', () => {
          clearTimeout(timer);
          reject(new Error('aborted'));
        });
      }),
  });
  return { ...said, exitCode };
}

describe('a program where the files are', () => {
  it('has its words as they are, its output and its exit code', async () => {
    const world = worldWith();
    programs(world, ({ command }) => ({ out: command.slice(-3).join('|'), errors: 'oh', exitCode: 7 }));
    expect(await run(world)).toEqual({ out: 'du|-sh|a b', errors: 'oh', exitCode: 7 });
    const [call] = world.cluster.calls;
    // It has no stdin and no terminal.
    expect(call).not.toMatchObject({ exec: { stdin: expect.anything() as unknown } });
  });

  it('that nobody uses is ended, and that is no success', async () => {
    const world = worldWith();
    world.cluster.programs = (_request, signal) => silentUntilAborted(signal);
    const failure = await caught(run(world, 30));
    expect(failure).toMatchObject({ kind: 'timeout', hint: 'allow more time: --idle' });
  });

  it('that is interrupted by a person ends with that', async () => {
    const world = worldWith();
    world.cluster.programs = (_request, signal) => {
      setTimeout(() => world.interrupt());
      return silentUntilAborted(signal);
    };
    expect((await caught(run(world))).kind).toBe('interrupted');
  });

  it('of which the connection is cut ends with that', async () => {
    const world = worldWith();
    programs(world, () => {
      throw new Failure('unreachable', 'cut');
    });
    expect((await caught(run(world))).kind).toBe('unreachable');
  });
});

/** A program that says nothing, and is ended from outside. */
async function* silentUntilAborted(signal: AbortSignal | undefined): AsyncGenerator<ExecEvent, void> {
  yield* await new Promise<ExecEvent[]>((_resolve, reject) => {
    signal?.addEventListener('abort', () => reject(new Failure('interrupted', 'Interrupted.')));
  });
}
