import pMap from 'p-map';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { documentedCommands } from '../fakes/documented-commands.ts';
import { createApp } from '../lab/app.ts';
import { createNamespace, removeNamespace, volsyncctl } from './lab.ts';

/** What changes nothing, and ends by itself. */
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
/** What does change something, goes on, waits, writes to this machine, or needs what no sample app has. */
const otherwise =
  /--(?:trigger|wait|watch|fix|file|offline|output-\w+|probe-write|snapshot|explain|depth)\b| -w\b| -f\b|bundle|install|render|:\/conf|restore abort|restore resume|--from-volumesnapshot|--for-removal|doctor (?!--rbac)|--context|--all-contexts/;

const harmless = documentedCommands().filter(
  ({ line, words: [verb = ''] }) => (verbs.includes(verb) || line.includes('--dry-run')) && !otherwise.test(line),
);

/** One of each form: whether it is of one app or all of them, and how it is printed, other tests see to. */
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

it('runs each harmless command of the documentation, on the app that it speaks of', async () => {
  expect(commands.length).toBeGreaterThan(20);
  const endings = await pMap(
    commands,
    async ({ line, words }) => {
      const { exitCode, stderr } = await volsyncctl(here(words), { timeoutMs: 60_000 });
      return { line, exitCode, stderr };
    },
    { concurrency: 3 },
  );
  // Proven, proven not to be so, not known, no such app, a guard: each is an answer. The others are no good example.
  expect(endings.filter(({ exitCode }) => ![0, 3, 4, 9, 10].includes(exitCode ?? -1))).toEqual([]);
  expect(endings.filter(({ exitCode }) => exitCode === 0).length).toBeGreaterThan(endings.length / 3);
});

/** The same words in the namespace of this test: other tests' apps are not this one's to wait for. */
function here(words: readonly string[]): readonly string[] {
  const own = words.flatMap((word) =>
    ['-A', '--all-namespaces'].includes(word) ? ['-n', namespace] : [word === 'home' ? namespace : word],
  );
  return own.includes('-n') ? own : [...own, '-n', namespace];
}
