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
  [['web', 'db'], /too many arguments .*: several apps need --to-new or --in-place/],
  [['--all'], /no target given/],
  [['--to-new'], /no apps given\n {2}→ name some, or use --all/],
  [['web', 'db', '--to', 'pvc/new'], /--to pvc\/new is one PVC; several apps are restored into one each: --to-new/],
  [['web', '--to-new', '--in-place'], /--to-new and --in-place cannot be combined/],
  [['web', '--all', '--to-new'], /app names and --all cannot be combined/],
  [['--all', '--to-new', '--snapshot', '724684cd'], /--snapshot needs the one app that it is of/],
  [['--all', '--to-new', '--safety', 'none'], /--safety is for --in-place only/],
  [['--all', '--in-place', '--capacity', '1Gi'], /--capacity is for --to only/],
  [['--all', '--in-place', '--no-compare'], /--no-compare cannot be combined with --in-place/],
  [['--all', '--to-new', '--repository', 'repo'], /--repository and --all cannot be combined/],
  [['web', 'db', '--watch-bootstrap', '--to-new'], /--watch-bootstrap and --to-new cannot be combined/],
  [['web', '--to', 'pvc/new', '--max-parallel', '2'], /--to pvc\/new is one PVC/],
  [['--all', '--to-new', '--max-parallel', '0'], /Expected/],
  [['web:/file', '--all'], /--all cannot be combined with APP:PATH/],
])('%j is refused before there is a connection', async (words, message) => {
  expect(await refused(...words)).toMatch(message);
});
