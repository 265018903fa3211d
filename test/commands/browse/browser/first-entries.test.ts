import { describe, expect, it, vi } from 'vitest';
import type { BrowsedFiles } from '../../../../src/cli/browsed-files.ts';
import { keys } from '../../../fakes/fake-terminal.ts';
import { browsing } from '../../../fakes/browser/browsing.ts';
import { entry } from '../../../fakes/browser/entries.ts';

describe('a folder of which only the first entries have come', () => {
  const first = [entry('/m'), entry('/n')];
  const all = [entry('/conf/'), entry('/a'), ...first];
  const slowly = () => {
    const rest = Promise.withResolvers<typeof all>();
    const list = vi.fn<BrowsedFiles['list']>((folder, _signal, report) => {
      if (folder === '/') report(first);
      return folder === '/' ? rest.promise : Promise.resolve([]);
    });
    return { list, come: () => rest.resolve(all), fail: () => rest.reject(new Error('cut off')) };
  };

  it('is shown, is not called whole, and stays at its first entry when the others come', async () => {
    const { list, come } = slowly();
    const { terminal, ended } = browsing({ list });
    await terminal.shows('❯ m ');
    expect(terminal.written).toContain('the first 2 entries, by name');
    await terminal.shows('loading …');
    come();
    await terminal.shows('❯ conf/');
    await terminal.shows('  4 entries, by name');
    terminal.press('q');
    await ended;
  });

  it('keeps the cursor on the entry that it was moved to', async () => {
    const { list, come } = slowly();
    const { terminal, ended } = browsing({ list });
    await terminal.shows('❯ m ');
    terminal.press(keys.down);
    await terminal.shows('❯ n ');
    come();
    await terminal.shows('  4 entries, by name');
    await terminal.shows('❯ n ');
    terminal.press('q');
    await ended;
  });

  it('is never called whole where the others do not come', async () => {
    const { list, fail } = slowly();
    const { terminal, ended } = browsing({ list });
    await terminal.shows('❯ m ');
    fail();
    await terminal.shows('✗ /: cut off');
    await terminal.shows('the first 2 entries, by name');
    terminal.press('q');
    await ended;
  });

  it('is read again after a file of it was looked at', async () => {
    const { list } = slowly();
    const { terminal, ended } = browsing({ list });
    await terminal.shows('❯ m ');
    terminal.press(keys.enter);
    await terminal.shows('kept: true');
    list.mockResolvedValue(all);
    terminal.press(keys.left);
    await terminal.shows('  4 entries, by name');
    expect(list).toHaveBeenCalledTimes(2);
    terminal.press('q');
    await ended;
  });
});
