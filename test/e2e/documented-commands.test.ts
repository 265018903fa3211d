import pMap from 'p-map';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { documentedCommands } from '../fakes/documented-commands.ts';
import { createApp } from '../lab/app.ts';
import { createNamespace, removeNamespace, volsyncctl } from './lab.ts';

/** Commands that change nothing and end by themselves. */
const verbs = [
  'status',
  'verify',
  'report',
  'snapshots',
  'doctor',
  'logs',
  'rbac',
  'policies',
  'ls',
  'diff',
  'bootstrap-check',
];
/** Variants that change something, follow, wait, write to this machine, or need what no sample app has. */
const otherwise =
  /--(?:trigger|wait|watch|fix|file|offline|output-\w+|probe-write|snapshot|explain|depth)\b| -w\b| -f\b|bundle|install|render|:\/conf|restore abort|restore resume|--from-volumesnapshot|--for-removal|doctor (?!--rbac)|--context|--all-contexts/;

const harmless = documentedCommands().filter(
  ({ line, words: [verb = ''] }) => (verbs.includes(verb) || line.includes('--dry-run')) && !otherwise.test(line),
);

/** One of each form: other tests cover one app or all, and the output formats. */
const commands = [...new Map(harmless.map((one) => [formOf(one.words), one])).values()];

function formOf(words: readonly string[]): string {
  const flags = words.filter((word) => /^--?[a-z]/.test(word) && !['-n', '-o'].includes(word));
  return [words[0], ['ls', 'diff', 'status'].find((under) => under === words[1]), ...flags.toSorted()].join(' ');
}

let namespace: string;

beforeAll(async () => {
  namespace = await createNamespace('docs');
  await createApp({ name: 'web', namespace, bootstrap: false, schedule: null });
});

afterAll(async () => {
  await removeNamespace(namespace);
});

it('runs each harmless command of the documentation, on the app that it names', async () => {
  expect(commands.length).toBeGreaterThan(20);
  const endings = await pMap(
    commands,
    async ({ line, words }) => {
      const { exitCode, stderr } = await volsyncctl(here(words));
      return { line, exitCode, stderr };
    },
    { concurrency: 3 },
  );
  // Proven, proven not, unknown, no such app, refused: each is an answer. Other codes mean a bad example.
  expect(endings.filter(({ exitCode }) => ![0, 3, 4, 9, 10].includes(exitCode ?? -1))).toEqual([]);
  expect(endings.filter(({ exitCode }) => exitCode === 0).length).toBeGreaterThan(endings.length / 3);
});

/** The same command in this test's namespace: apps of other tests must not be waited for. */
function here(words: readonly string[]): readonly string[] {
  const own = words.flatMap((word) =>
    ['-A', '--all-namespaces'].includes(word) ? ['-n', namespace] : [word === 'home' ? namespace : word],
  );
  return own.includes('-n') ? own : [...own, '-n', namespace];
}
