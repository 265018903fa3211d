import { PassThrough } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { helperPodProgress } from '../../../src/cli/progress/helper-pod-progress.ts';
import { FakeIo } from '../../fakes/fake-io.ts';
import { plainStyle } from '../../fakes/plain-style.ts';

const pod = { namespace: 'home', name: 'volsyncctl-verify-x' };
const left = { type: 'pod-left', pod, why: 'gone\u001b[2J', hint: 'kubectl delete pod x' } as const;

/** A terminal that records what is drawn on it. */
function terminal() {
  const stream = Object.assign(new PassThrough(), {
    isTTY: true,
    columns: 40,
    clearLine: () => true,
    cursorTo: () => true,
    moveCursor: () => true,
  });
  const drawn: string[] = [];
  stream.on('data', (chunk: Buffer) => drawn.push(chunk.toString()));
  const io = new FakeIo({ isTerminal: true, columns: 40 });
  return { io: Object.assign(io, { stderr: { ...io.stderr, stream } }), drawn };
}

describe('helperPodProgress', () => {
  it('says off a terminal which pods are made, and of each that is left how to remove it', () => {
    const io = new FakeIo();
    const progress = helperPodProgress(io, plainStyle, 'looking');
    progress.report({ type: 'pod-created', pod });
    progress.report({ type: 'pod-removed', pod });
    progress.report(left);
    progress.close();
    expect(io.err.split('\n')).toEqual([
      '► looking: pod home/volsyncctl-verify-x',
      '! the pod home/volsyncctl-verify-x could not be removed: gone',
      '  → kubectl delete pod x',
      '',
    ]);
    expect(io.out).toBe('');
  });

  it('says of several apps how many they are, once, and names no pod', () => {
    const io = new FakeIo();
    const progress = helperPodProgress(io, plainStyle, 'looking');
    progress.report({ type: 'apps', done: 0, of: 40 });
    progress.report({ type: 'pod-created', pod });
    progress.report({ type: 'apps', done: 20, of: 40 });
    progress.report(left);
    progress.close();
    expect(io.err).toBe(
      '► looking of 40 apps\n! the pod home/volsyncctl-verify-x could not be removed: gone\n  → kubectl delete pod x\n',
    );
  });

  it('counts the apps on the line of a terminal', async () => {
    const { io, drawn } = terminal();
    const progress = helperPodProgress(io, plainStyle, 'looking');
    progress.report({ type: 'apps', done: 12, of: 40 });
    progress.report({ type: 'pod-created', pod });
    await sleep(200);
    progress.close();
    expect(drawn.join('')).toContain('looking · 12 of 40');
    expect(drawn.join('')).not.toContain('pod ');
  });

  it('moves one line of a terminal, within its width, and stops', async () => {
    const { io, drawn } = terminal();
    const progress = helperPodProgress(io, plainStyle, 'looking');
    progress.report({ type: 'pod-created', pod: { ...pod, name: 'x'.repeat(100) } });
    await sleep(200);
    progress.close();
    const words = drawn
      .join('')
      .split('\n')
      .filter((line) => line.includes('looking'));
    expect(words.length).toBeGreaterThan(0);
    await sleep(50);
    const before = drawn.length;
    await sleep(200);
    expect(drawn.length).toBe(before);
  });

  it('tells what has to be known of an app, within the width of the terminal', () => {
    const { io } = terminal();
    const progress = helperPodProgress(io, plainStyle, 'looking');
    const app = { namespace: 'home', name: 'web' };
    progress.report({ type: 'warning', app, words: 'a restore is not over:\u001b[2J it stands still', hint: 'look' });
    progress.close();
    expect(io.err).toBe('! home/web  a restore is not over: it\n  stands still\n  → look\n');
  });

  it('draws nothing after its end, but still tells of a pod that is left: a moving line keeps the program alive', async () => {
    const { io, drawn } = terminal();
    const progress = helperPodProgress(io, plainStyle, 'looking');
    progress.close();
    await sleep(50);
    const before = drawn.length;
    progress.report({ type: 'pod-removed', pod });
    progress.report(left);
    await sleep(200);
    expect(drawn.length).toBe(before);
    expect(io.err).toMatch(/could not be removed/);
  });
});
