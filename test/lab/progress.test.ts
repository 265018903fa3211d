import { describe, expect, it } from 'vitest';
import { createProgress } from './progress.ts';

function recorder(isTTY: boolean): { written: string[]; stream: { isTTY: boolean; write(text: string): number } } {
  const written: string[] = [];
  return { written, stream: { isTTY, write: (text) => written.push(text) } };
}

describe('progress', () => {
  it('says how long a step took, with the time since the start in front', async () => {
    const { written, stream } = recorder(false);
    const times = [0, 1000, 3500, 3500];
    const progress = createProgress(stream, () => times.shift() ?? 9000);
    await expect(progress.step('build', () => Promise.resolve('done'))).resolves.toBe('done');
    expect(written).toEqual(['   3.5 s  build: 2.5 s\n']);
  });

  it('says that a step failed and fails as the step does', async () => {
    const { written, stream } = recorder(false);
    const progress = createProgress(stream, () => 0);
    await expect(progress.step('build', () => Promise.reject(new Error('no disk')))).rejects.toThrow('no disk');
    expect(written).toEqual(['   0.0 s  build: failed after 0.0 s\n']);
  });

  it('never lets the moving line wrap, which could not be drawn over', async () => {
    const { written, stream } = recorder(true);
    await createProgress({ ...stream, columns: 40 }).step('x'.repeat(200), () => Promise.resolve());
    const moving = written.filter((text) => text.includes('…')).map((text) => text.replace('\r\u001b[K', ''));
    expect(moving.length).toBeGreaterThan(0);
    expect(Math.max(...moving.map((text) => text.length))).toBe(39);
  });

  it('writes no control characters where there is no terminal', async () => {
    const plain = recorder(false);
    const terminal = recorder(true);
    for (const { stream } of [plain, terminal]) await createProgress(stream).step('build', () => Promise.resolve());
    expect(plain.written.join('')).not.toContain('\u001b');
    expect(terminal.written.join('')).toContain('\u001b[K');
  });
});
