import { describe, expect, it } from 'vitest';
import { commandPath, helpOf } from '../../../src/cli/help/page.ts';
import { program } from '../../../src/program/program.ts';
import { run } from '../../../src/program/run.ts';
import { exitCodes, type Outcome } from '../../../src/errors.ts';
import { allCommands } from '../../fakes/declared-codes.ts';
import { FakeIo, type FakeIoOptions } from '../../fakes/fake-io.ts';

async function printed(line: string, options: FakeIoOptions = {}) {
  const io = new FakeIo(options);
  expect(await run(line.split(' ').filter(Boolean), io)).toBe(0);
  expect(io.err).toBe('');
  return io.out;
}

const commands = allCommands();
const root = program({ io: new FakeIo(), end: () => undefined });
const paths = ['', ...commands.map((command) => commandPath(command).join(' '))];

describe.each(paths)('the help of "%s"', (path) => {
  it('has at most 45 lines of at most 80 columns', async () => {
    const lines = (await printed(`${path} --help`)).trimEnd().split('\n');
    expect(lines.length).toBeLessThanOrEqual(45);
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
  });

  it.each<[string, FakeIoOptions]>([
    ['of a plug-in', { programName: 'kubectl volsyncctl' }],
    ['on a wide terminal', { columns: 140, programName: 'volsyncctl' }],
  ])('fits %s', async (_what, options) => {
    const out = await printed(`${path} --help`, options);
    // Commands to copy are not wrapped.
    const lines = out.split('\n').filter((line) => !/^(?:Usage:)? +(?:kubectl )?volsyncctl /.test(line));
    expect(lines.filter((line) => line.length > (options.columns ?? 80))).toEqual([]);
  });

  it('is what "help" prints', async () => {
    expect(await printed(`help ${path}`)).toBe(await printed(`${path} --help`));
  });
});

describe.each(commands.map((command) => [commandPath(command).join(' '), command] as const))('%s', (path, command) => {
  const page = helpOf(command);

  it('has one sentence, usage of its own, and at most four examples', () => {
    expect(command.description()).toMatch(/^[A-Z][^]*\.$/);
    expect(page?.usage.length).toBeGreaterThan(0);
    expect(page?.usage.filter((line) => !line.startsWith(path))).toEqual([]);
    expect(page?.examples.length).toBeLessThanOrEqual(4);
  });

  it('has examples with flags that exist', () => {
    for (const { line } of page?.examples ?? []) {
      const words = (line.split(' | ')[0] ?? '').split(' -- ')[0]?.split(' ') ?? [];
      const meant = words.reduce((found, word) => found.commands.find((one) => one.name() === word) ?? found, root);
      const known = [...meant.options, ...root.options].flatMap(({ short, long }) => [short, long]);
      const flags = words.filter((word) => /^--?[a-z]/i.test(word)).map((word) => word.replace(/=.*/, ''));
      expect(flags.filter((flag) => !known.includes(flag) && !/^-[lR]{2}$/.test(flag))).toEqual([]);
    }
  });

  it('names the choices of each flag, and ends as it declares', async () => {
    for (const { argChoices = [], description } of command.options) {
      expect(argChoices.filter((choice) => !description.includes(choice))).toEqual([]);
    }
    const help = await printed(`${path} --help`);
    for (const [outcome, code] of Object.entries(exitCodes)) {
      const meaning = page?.endings[outcome as Outcome];
      if (meaning === undefined) expect(help).not.toMatch(new RegExp(`^(?:.* )? {2}${code} {2}\\w`, 'm'));
      else expect(help).toContain(`${String(code).padStart(5)}  ${meaning}`);
    }
  });
});

describe('volsyncctl options', () => {
  it('has every flag that the help of a command leaves out', async () => {
    const out = await printed('options');
    for (const path of paths) {
      const help = await printed(`${path} --help`);
      const [command = root] = commands.filter((one) => commandPath(one).join(' ') === path);
      for (const { long, hidden } of command.options) {
        expect(hidden).toBe(false);
        expect(help.includes(`${long} `) || out.includes(`${long} `), `${path} ${long}`).toBe(true);
      }
    }
    expect(out.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });
});

describe('volsyncctl help', () => {
  it.each(['exit-codes', 'time', 'names', 'json'])('explains %s in 80 columns', async (topic) => {
    const out = await printed(`help ${topic}`);
    expect(out.split('\n').filter((line) => line.length > 80)).toEqual([]);
    expect(out.split('\n').length).toBeLessThanOrEqual(46);
  });

  it('has every exit code, and every reason of --fail-on', async () => {
    const codes = await printed('help exit-codes');
    for (const code of Object.values(exitCodes)) expect(codes).toMatch(new RegExp(`^ +${code}  `, 'm'));
    expect(await printed('help names')).toMatch(/never-synced, starting, stale/);
  });
});
