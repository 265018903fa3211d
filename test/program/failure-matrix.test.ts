import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { exitCodeMeanings, exitCodes, type Outcome } from '../../src/errors.ts';
import { program } from '../../src/program/program.ts';
import { allDeclaredCodes, declaredCodes } from '../fakes/declared-codes.ts';
import { FakeIo } from '../fakes/fake-io.ts';
import { commandLines, endingOf, failures, type FailureName } from '../fakes/failure-matrix.ts';

const documented = readFileSync(new URL('../../docs/exit-codes.md', import.meta.url), 'utf8');
const names = Object.keys(failures) as FailureName[];

describe('docs/exit-codes.md', () => {
  it('has the meanings of --help', () => {
    for (const [outcome, meaning] of Object.entries(exitCodeMeanings)) {
      expect(documented).toContain(`| ${exitCodes[outcome as Outcome]} | ${meaning} |`);
    }
  });

  it('has the exit codes of each command', () => {
    for (const [line, codes] of allDeclaredCodes()) {
      expect(documented, line).toContain(`| \`${line}\` | ${codes.join(', ')} |\n`);
    }
  });

  it('has a row for each failure', () => {
    expect(tableOfFailures().map(({ name }) => name)).toEqual(names);
  });
});

describe('the matrix', () => {
  it('has every command that needs a cluster', () => {
    const io = new FakeIo();
    const all = program({ io, end: () => undefined }).commands.map((command) => command.name());
    const tried = new Set(commandLines.map((line) => line.split(' ')[0]));
    expect(all.filter((name) => !tried.has(name)).toSorted()).toEqual(['completion', 'help', 'options', 'rbac']);
    expect(all.length).toBeGreaterThan(20);
  });
});

/** As `script`, expect and CI runners open terminals: without a size, narrow, normal and wide. */
const widths = [0, 40, 80, 140] as const;

describe.each(names)('%s', (name) => {
  it.each(commandLines)(
    '%s',
    async (line) => {
      const [piped, onTerminal, asJson] = await Promise.all([
        endingOf(line, name),
        endingOf(line, name, { isTerminal: true, columns: widthFor(line, name) }),
        endingOf(`${line.replace(' -- ls', '')} -o json${line.includes(' -- ls') ? ' -- ls' : ''}`, name),
      ]);
      const code = documentedCode(name, line);
      expect([piped.exitCode, onTerminal.exitCode, asJson.exitCode]).toEqual([code, code, code]);
      expect(declaredCodes(line.split(' '))).toContain(code);
      for (const { out, err } of [piped, onTerminal, asJson]) {
        expect(out + err).not.toMatch(/undefined|\[object|This is a bug|\n +at /);
        expect(out + err).not.toContain('secret-token');
      }
      // A slow machine makes the server appear silent, which is reported in a separate document.
      const messages = /^\{"schema":"volsyncctl\/message\/v1".*\n/gm;
      for (const text of [asJson.out, asJson.err.replace(messages, '')])
        if (text !== '') expect(() => JSON.parse(text) as unknown).not.toThrow();
      if (code !== 0) expect(piped.out + piped.err).toMatch(/^[✗?]/m);
    },
    30_000,
  );
});

/** Each command is tested with each width, and so is each failure. */
function widthFor(line: string, name: FailureName): number {
  const at = (commandLines as readonly string[]).indexOf(line) + names.indexOf(name);
  return widths[at % widths.length] ?? 80;
}

function documentedCode(name: FailureName, line: string): number | undefined {
  const row = tableOfFailures().find((one) => one.name === name);
  return row?.exceptions.find(({ command }) => line.startsWith(command))?.code ?? row?.code;
}

/** The rows of the second table: `| failure | 6 | `command`, `command`: 3 |`. */
function tableOfFailures() {
  const [, section = ''] = documented.split('| what is wrong |');
  return [...section.matchAll(/^\| ([^|]+?) +\| (\d+) +\|([^|]*)\|$/gm)].map(([, name = '', code, except = '']) => ({
    name,
    code: Number(code),
    exceptions: [...except.matchAll(/`([^`]+)`(?=[^:]*: (\d+))/g)].map(([, command = '', other]) => ({
      command,
      code: Number(other),
    })),
  }));
}
