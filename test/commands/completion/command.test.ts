import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { run } from '../../../src/program/run.ts';
import { FakeIo } from '../../fakes/fake-io.ts';

describe('completion', () => {
  it.each([
    ['bash', 'volsyncctl.bash'],
    ['zsh', 'volsyncctl.zsh'],
    ['fish', 'volsyncctl.fish'],
    ['powershell', 'volsyncctl.ps1'],
  ])('prints for %s what completions/%s ships', async (shell, file) => {
    const io = new FakeIo();
    expect(await run(['completion', shell], io)).toBe(0);
    expect(io.out).toBe(await readFile(`completions/${file}`, 'utf8'));
  });
});
