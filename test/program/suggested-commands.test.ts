import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { program } from '../../src/program/program.ts';
import { withTypedCommands } from '../../src/cli/typed-commands.ts';
import { FakeIo } from '../fakes/fake-io.ts';

const root = path.resolve(import.meta.dirname, '../..');
/** Text that only mentions the programs. */
const prose =
  /^volsyncctl (?:can|cannot|does|never|process|restores|triggers|manifest does|policies \w+ (?:shows|writes))\b|^kubectl volsyncctl$/;
const suggested = suggestedCommands();

/**
 * Every command that the program suggests can be pasted: it exists, has these flags, and addresses the right cluster.
 */
describe('a suggested command', () => {
  it.each(suggested.filter((line) => line.startsWith('volsyncctl')))(
    '%s is one of ours, with its own flags',
    (line) => {
      const words = line.split(' ').slice(1);
      const command = commandOf(words);
      expect(command?.name()).not.toBe('volsyncctl');
      const known = [...(command?.options ?? []), ...ours.options].flatMap(({ short, long }) => [short, long]);
      const flags = words.filter((word) => /^--?[a-z]/.test(word)).map((word) => word.replace(/=.*/, ''));
      expect(flags.filter((flag) => !known.includes(flag))).toEqual([]);
    },
  );

  it.each(suggested.filter((line) => !line.includes(' | ')))('%s is given the connection flags', (line) => {
    const isOfFile = /^kubectl config (?!view)/.test(line);
    expect(withTypedCommands(line, 'volsyncctl', ['--context', 'lab'])).toBe(
      isOfFile ? line : line.replace(/^\S+/, '$& --context lab'),
    );
  });

  it('is found in the sources', () => {
    expect(suggested.length).toBeGreaterThan(90);
  });
});

const ours = program({ io: new FakeIo(), end: () => undefined });

function commandOf(words: readonly string[]): Command | undefined {
  let command: Command = ours;
  for (const word of words) {
    const next = command.commands.find((one) => one.name() === word);
    if (next === undefined) return command;
    command = next;
  }
  return command;
}

/** The commands in strings of the sources, each once, with X for interpolations. */
function suggestedCommands(): readonly string[] {
  const found = globSync('src/**/*.ts', { cwd: root }).flatMap((file) =>
    readFileSync(path.join(root, file), 'utf8')
      .split('\n')
      .filter((line) => !/^\s*(?:\*|\/\/|\/\*\*)/.test(line))
      .flatMap((line) => [...withoutParts(line).matchAll(/(?<=['`:;] ?)(?:volsyncctl|kubectl) [a-z][^`;]*/g)])
      .map(([line]) => line.replace(/'[,;) ].*$|'$|"\)?$/, '').trim()),
  );
  return [...new Set(found)].filter((line) => !prose.test(line)).sort();
}

/** Replaces `${…}` by X, including nested ones. */
function withoutParts(line: string): string {
  const shorter = line.replace(/\$\{[^{}]*\}/g, 'X');
  return shorter === line ? line : withoutParts(shorter);
}
