import { expect, it } from 'vitest';
import { nextStage, type ResticStage } from '../../src/restic/progress.ts';

function stageAfter(lines: readonly string[]): ResticStage | undefined {
  return lines.reduce<ResticStage | undefined>(nextStage, undefined);
}

it('follows the actions of the mover and restic’s own progress', () => {
  const begin = ['Starting container', '=== Check for dir initialized ==='];
  expect(stageAfter(begin)).toEqual({ action: 'check', progress: undefined });
  const backup = [
    ...begin,
    'dir is initialized',
    '=== Starting backup ===',
    '/data /',
    'using parent snapshot 7021d058',
  ];
  expect(stageAfter(backup)).toEqual({ action: 'backup', progress: undefined });
  const line = '[0:10] 12.50%  100 files 1.200 GiB, total 800 files 9.600 GiB, 0 errors ETA 1:10';
  expect(stageAfter([...backup, line, '/data/big'])).toEqual({
    action: 'backup',
    progress: line.slice('[0:10] '.length),
  });
  expect(stageAfter([...backup, line, '=== Starting forget ==='])).toEqual({ action: 'forget', progress: undefined });
  expect(stageAfter([...backup, 'Restic completed in 3s'])?.action).toBe('done');
});

it('knows nothing before the mover says something', () => {
  expect(stageAfter(['Starting container', '[0:00] 1 files'])).toBeUndefined();
});
