import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { confirm } from '../../src/cli/prompts.ts';

/** Asks at a terminal where these keys are pressed repeatedly: keys from before the question are ignored. */
async function asked(keys: string) {
  const [input, output] = [new PassThrough(), new PassThrough()];
  const timer = setInterval(() => input.write(keys), 20);
  try {
    return await confirm('Remove it?', { input, output, signal: new AbortController().signal });
  } finally {
    clearInterval(timer);
  }
}

describe('confirm', () => {
  it.each([
    ['y\n', true],
    ['yes\n', true],
    ['n\n', false],
    ['\n', false],
  ])('%j is %s', async (keys, answer) => {
    await expect(asked(keys)).resolves.toBe(answer);
  });

  it('is interrupted by Ctrl-C, and by a signal', async () => {
    const interrupted = { name: 'Failure', kind: 'interrupted' };
    await expect(asked('\u0003')).rejects.toMatchObject(interrupted);
    const controller = new AbortController();
    const output = new PassThrough().once('data', () => controller.abort());
    const question = confirm('Remove it?', { input: new PassThrough(), output, signal: controller.signal });
    await expect(question).rejects.toMatchObject(interrupted);
  });
});
