import { browseFiles } from '../../../src/commands/browse/browser/browse-files.ts';
import type { BrowsedFiles } from '../../../src/cli/browsed-files.ts';
import { FakeTerminal } from '../fake-terminal.ts';
import { entry } from './entries.ts';

/** Files that are available immediately, with these replacements. */
export function files(change: Partial<BrowsedFiles> = {}): BrowsedFiles {
  return {
    title: 'home/web · live',
    list: (folder) => Promise.resolve(folder === '/' ? [entry('/conf/'), entry('/born')] : [entry('/conf/app.yaml')]),
    read: () => Promise.resolve(Buffer.from('kept: true\n')),
    download: (path) => Promise.resolve(`saved ${path}`),
    ...change,
  };
}

/** A browser of them on its own terminal. */
export function browsing(
  change: Partial<BrowsedFiles> = {},
  { signal = new AbortController().signal, rows = 24 } = {},
) {
  const terminal = new FakeTerminal({ rows });
  return { terminal, ended: browseFiles(files(change), terminal, signal) };
}
