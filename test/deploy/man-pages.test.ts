import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { manPages, writeManPages } from '../../deploy/man-pages.ts';
import { program } from '../../src/program/program.ts';
import { allCommands } from '../fakes/declared-codes.ts';
import { FakeIo } from '../fakes/fake-io.ts';

const root = program({ io: new FakeIo(), end: () => undefined });
const pages = manPages(root);
/** The first of these on this machine; each fails loudly on markup that it does not understand. */
const renderers = [
  ['mandoc', '-T', 'lint', '-W', 'error'],
  ['groff', '-man', '-Tutf8', '-ww', '-P-cbou'],
] as const;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'volsyncctl-man-'));
  await writeManPages(folder, root);
});

afterAll(() => rm(folder, { recursive: true }));

describe('the manual pages', () => {
  it('are one for the program and one for every command', async () => {
    expect((await readdir(folder)).toSorted()).toEqual(pages.map(({ file }) => file).toSorted());
    expect(pages).toHaveLength(allCommands(root).length + 1);
    expect(pages.map(({ file }) => file)).toEqual(
      expect.arrayContaining(['volsyncctl.1', 'volsyncctl-restore.1', 'volsyncctl-restore-abort.1']),
    );
  });

  it.each(pages)(
    '$file has every flag and exit code of its command, and no line that roff would take for its own',
    ({ file, text }) => {
      const command = [root, ...allCommands(root)].find((one) => nameOf(one) === file);
      for (const { flags } of command?.options ?? []) expect(text).toContain(`\\fB${flags.replaceAll('-', '\\-')}\\fR`);
      const requests = text.split('\n').filter((line) => /^[.']/.test(line));
      expect(requests.filter((line) => !/^\.(?:TH|SH|SS|TP|br|nf|fi)(?: |$)/.test(line))).toEqual([]);
      expect(text).toMatch(/^\.TH "VOLSYNCCTL[A-Z-]*" "1" "" "volsyncctl \d/);
    },
  );

  it('are read without a complaint by what shows them', async () => {
    const files = pages.map(({ file }) => path.join(folder, file));
    for (const [renderer, ...flags] of renderers) {
      const { exitCode, stderr, stdout, failed, code } = await execa(renderer, [...flags, ...files], { reject: false });
      if (failed && code === 'ENOENT') continue;
      expect([exitCode, stderr]).toEqual([0, '']);
      if (renderer === 'groff') expect(stdout).toMatch(/EXIT STATUS[^]*restored, verified/);
    }
  });
});

function nameOf(command: (typeof root.commands)[number]): string {
  const words = [];
  for (let at: typeof command | null = command; at !== null; at = at.parent) words.unshift(at.name());
  return `${words.join('-')}.1`;
}
