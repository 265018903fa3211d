import { expect, it } from 'vitest';
import { run } from '../../../src/program/run.ts';
import { FakeIo } from '../../fakes/fake-io.ts';

async function refused(...words: readonly string[]): Promise<string> {
  const io = new FakeIo();
  expect(await run(['restore', ...words], io)).toBe(2);
  expect(io.out).toBe('');
  return io.err;
}

it.each<[readonly string[], RegExp]>([
  [[], /no app given: name one, or pass --repository SECRET/],
  [['web', '--to', 'pvc/new', '--in-place'], /--to and --in-place cannot be combined/],
  [
    ['web', '--in-place', '--no-compare', '--yes'],
    /--no-compare cannot be combined with --in-place, which .* every file\n {2}→ omit/,
  ],
  [['web', '--to', 'pvc/new', '--watch-bootstrap'], /--to and --watch-bootstrap cannot be combined/],
  [['web', '--to', 'pvc/new', '--latest', '--previous', '2'], /--latest and --previous cannot be combined/],
  [['web', '--to', 'new'], /Expected pvc\/NAME/],
  [['web', '--to', 'pvc/New'], /Expected pvc\/NAME/],
  [['web', '--to', 'pvc/new', '--capacity', '5 Gi'], /Expected a size/],
  [['web', '--to', 'pvc/new', '--snapshot', 'xyz'], /Expected at least 4 digits/],
  [['web', '--to', 'pvc/new', '--as-of', 'once'], /Expected a time/],
  [['web', '--to', 'pvc/new', '--uid', '1000'], /--uid and --gid are for --repository/],
  [['web', '--repository', 'repo', '--to', 'pvc/new'], /either the app web or --repository, not both/],
  [['--repository', 'repo'], /--repository needs a new PVC/],
  [['--repository', 'repo', '--in-place'], /--repository needs a new PVC/],
  [['--repository', 'repo', '--to', 'pvc/new', '--repository-volume', 'nfs:nas:/x@/repository'], /only below \/mnt\//],
  [['a/b', '-n', 'c', '--to', 'pvc/new'], /name two different namespaces/],
])('%j is refused before there is a connection', async (words, message) => {
  expect(await refused(...words)).toMatch(message);
});
