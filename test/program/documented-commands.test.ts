import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/errors.ts';
import { run } from '../../src/program/run.ts';
import { documentedCommands } from '../fakes/documented-commands.ts';
import { FakeIo } from '../fakes/fake-io.ts';

/** Errors that are not the command line's fault: the tests have no terminal, and none of the files. */
const otherwise = /terminal|cannot be read|is HTML/;

describe('a command of the README or of docs/', () => {
  const commands = documentedCommands();

  it.each(commands)('$line ($file) is understood', async ({ words }) => {
    const io = new FakeIo({ contexts: ['home', 'office', 'attic'] });
    io.localFiles = () => Promise.reject(new Failure('refused', 'This test has no disk.'));
    const exitCode = await run(words, io);
    expect(exitCode, io.err).not.toBe(1);
    if (exitCode === 2) expect(io.err).toMatch(otherwise);
  });

  it('is found wherever it stands', () => {
    expect(commands.length).toBeGreaterThan(90);
    for (const file of ['README.md', 'docs/agents.md', 'docs/restore.md']) {
      expect(commands.filter((one) => one.file === file).length, file).toBeGreaterThan(3);
    }
    expect(commands.map(({ line }) => line)).toContain('volsyncctl rbac trigger status -n home --for user:anna');
  });
});
