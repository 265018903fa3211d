import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { places } from '../../src/local-files/local-targets.ts';
import { temporaryFolder } from '../fakes/local-files/temporary-folder.ts';

const conf = { archived: 'a/conf', name: 'conf' };
const logs = { archived: 'logs', name: 'logs' };

describe('places', () => {
  it('puts sources into a folder that is there, under their own names', async () => {
    const folder = temporaryFolder();
    const common = { folder, isInFolder: true, mustBeFolder: false };
    expect(await places(`${folder}/`, [conf, logs])).toEqual([
      { source: conf, name: 'conf', shown: `${folder}/conf`, ...common },
      { source: logs, name: 'logs', shown: `${folder}/logs`, ...common },
    ]);
  });

  it('calls the one source what LOCAL says where nothing is there', async () => {
    const folder = temporaryFolder();
    const common = { source: conf, folder, name: 'new', isInFolder: false };
    const path = join(folder, 'new');
    expect(await places(path, [conf])).toEqual([{ ...common, shown: path, mustBeFolder: false }]);
    expect(await places(`${path}/`, [conf])).toEqual([{ ...common, shown: path, mustBeFolder: true }]);
  });

  it('takes a file that is there as what is to be replaced', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'old'), '');
    expect(await places(join(folder, 'old'), [conf])).toMatchObject([{ folder, name: 'old', isInFolder: false }]);
  });

  it('goes through a link to a folder in LOCAL itself', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'real'));
    symlinkSync('real', join(folder, 'link'));
    expect(await places(join(folder, 'link'), [conf])).toMatchObject([{ folder: join(folder, 'link'), name: 'conf' }]);
  });

  it.each<[string, string, readonly (typeof conf)[], string]>([
    ['several sources and no folder', 'new', [conf, logs], 'is not a folder, so only one source can be copied to it'],
    ['two sources of one name', '.', [conf, { ...logs, name: 'conf' }], 'two of the sources would both become "conf"'],
    ['no folder around it', 'no/new', [conf], 'there is no folder'],
    ['a file around it', 'file/new', [conf], 'there is no folder'],
    ['a name that is a path', '.', [{ ...conf, name: '../x' }], '"../x" is not a valid file name'],
    ['no name', '.', [{ ...conf, name: '' }], '"" is not a valid file name'],
  ])('refuses %s', async (_what, local, sources, message) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'file'), '');
    await expect(places(join(folder, local), sources)).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringContaining(message) as string,
    });
  });
});
