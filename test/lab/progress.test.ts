import { describe, expect, it } from 'vitest';
import { createProgress, type Progress } from './progress.ts';

interface Recorder {
  readonly written: string[];
  readonly progress: Progress;
  /** Advances the clock. */
  readonly wait: (seconds: number) => void;
  /** The animated lines, each as it was drawn. */
  readonly drawn: () => string[];
}

function recorder(isTTY: boolean, columns = 200): Recorder {
  const written: string[] = [];
  let now = 0;
  const progress = createProgress({ isTTY, columns, write: (text) => written.push(text) }, () => now);
  return {
    written,
    progress,
    wait: (seconds) => (now += seconds * 1000),
    drawn: () => written.filter((text) => text.includes('…')).map((text) => text.replace('\r\u001b[K', '')),
  };
}

const announced = { 'build a': 100, 'build b': 60, images: 40 };

describe('progress where there is no terminal', () => {
  it('says how long a step took, with the time since the start in front', async () => {
    const { written, progress, wait } = recorder(false);
    wait(1);
    const work = (): Promise<string> => {
      wait(2.5);
      return Promise.resolve('done');
    };
    await expect(progress.step('build', work)).resolves.toBe('done');
    expect(written).toEqual(['   3.5 s  build: 2.5 s\n']);
  });

  it('says that a step failed and fails as the step does', async () => {
    const { written, progress } = recorder(false);
    await expect(progress.step('build', () => Promise.reject(new Error('no disk')))).rejects.toThrow('no disk');
    expect(written).toEqual(['   0.0 s  build: failed after 0.0 s\n']);
  });

  it('writes no control characters, and a line for each step', async () => {
    const { written, progress } = recorder(false);
    progress.expect(announced);
    for (const name of Object.keys(announced)) await progress.step(name, () => Promise.resolve());
    expect(written).toHaveLength(3);
    expect(written.join('')).not.toContain('\u001b');
  });
});

describe('progress on a terminal', () => {
  it('is one line that says what is done, what is running, what is left and for how long', async () => {
    const { progress, wait, drawn, written } = recorder(true);
    progress.expect(announced);
    await progress.step('build a', () => {
      wait(50);
      return Promise.resolve();
    });
    await progress.step('build b', (report) => {
      wait(15);
      report(0.5);
      return Promise.resolve();
    });
    expect(drawn().at(0)).toBe('   0.0 s  … 0 of 3 done · build a · about 3 min left for build b, images');
    // This machine is twice as fast as expected: 100 seconds of work are left, which take it 50.
    expect(drawn().at(-1)).toBe('  50.0 s  … 1 of 3 done · build b · about 50 s left for images');
    expect(written.join('')).not.toContain('\n');
  });

  it('has a line for each step too when it is verbose', async () => {
    const { progress, written } = recorder(true);
    progress.isVerbose = true;
    await progress.step('build', () => Promise.resolve());
    expect(written.join('')).toContain('build: 0.0 s\n');
  });

  it('keeps a failure, and what is noted', async () => {
    const { progress, written } = recorder(true);
    progress.note('the lab is up');
    await expect(progress.step('build', () => Promise.reject(new Error('no disk')))).rejects.toThrow();
    expect(written.filter((text) => text.endsWith('\n'))).toEqual([
      '\r\u001b[K   0.0 s  the lab is up\n',
      '\r\u001b[K   0.0 s  build: failed after 0.0 s\n',
    ]);
  });

  it('never lets the moving line wrap, which could not be drawn over', async () => {
    const { progress, drawn } = recorder(true, 40);
    await progress.step('x'.repeat(200), () => Promise.resolve());
    expect(drawn().length).toBeGreaterThan(0);
    expect(Math.max(...drawn().map((text) => text.length))).toBe(39);
  });
});
