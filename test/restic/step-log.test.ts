import { describe, expect, it } from 'vitest';
import { readStepLog } from '../../src/restic/step-log.ts';

const mark = 'volsyncctl-0123456789abcdef';
const whole = [
  '',
  `${mark} address /mnt/repository/web`,
  '',
  `${mark} clock 1795532400`,
  '',
  `${mark} begin snapshots`,
  '[]',
  '',
  `${mark} end snapshots 0`,
  'a warning',
  '',
  `${mark} over`,
];

describe('readStepLog', () => {
  it('reads a whole log', () => {
    expect(readStepLog(whole, mark)).toEqual({
      address: '/mnt/repository/web',
      time: new Date(1795532400_000),
      steps: [{ name: 'snapshots', exitCode: 0, output: ['[]'], errors: ['a warning'] }],
      ...{ isWhole: true, parts: undefined, folder: undefined, answerMs: undefined },
    });
  });

  const without = (text: string) => whole.filter((line) => !line.includes(text));
  const changed = (from: string, to: string) => whole.map((line) => line.replace(from, to));

  it.each<[string, readonly string[], object]>([
    ['nothing', [], { isWhole: false, address: undefined, time: undefined, steps: [] }],
    ['no line of the script', ['[]', 'over'], { isWhole: false, steps: [] }],
    ['a log whose beginning was cut off', whole.slice(3), { isWhole: false, address: undefined }],
    ['a log that was cut within the answer', whole.slice(7), { isWhole: false, steps: [] }],
    ['a log whose end was cut off', whole.slice(0, -1), { isWhole: false }],
    ['a log that ends within a step', whole.slice(0, 7), { isWhole: false, steps: [] }],
    ['no end of a step', without(' end '), { isWhole: true, steps: [] }],
    ['no beginning of a step', without(' begin '), { isWhole: true, steps: [] }],
    ['the end of another step', changed('end snapshots', 'end check'), { steps: [] }],
    ['an exit code that was cut off', changed('snapshots 0', 'snapshots '), { steps: [] }],
    ['an exit code that is missing', changed('snapshots 0', 'snapshots'), { steps: [] }],
    ['an exit code that is none', changed('snapshots 0', 'snapshots 0x0'), { steps: [] }],
    ['a clock that is none', changed('1795532400', 'never'), { isWhole: true, time: undefined }],
    ['the marks of another run', changed(mark, 'volsyncctl-ffffffffffffffff'), { steps: [] }],
  ])('concludes nothing from %s', (_what, lines, expected) => {
    expect(readStepLog(lines, mark)).toMatchObject(expected);
  });

  it('keeps an address with blanks, and lines that only look like marks', () => {
    const lines = changed('/mnt/repository/web', '/mnt/a  b').map((line) => (line === '[]' ? ` ${mark} over` : line));
    expect(readStepLog(lines, mark)).toMatchObject({
      address: '/mnt/a  b',
      isWhole: true,
      steps: [{ output: [` ${mark} over`] }],
    });
  });

  it('tells a step that failed', () => {
    expect(readStepLog(changed('snapshots 0', 'snapshots 12'), mark).steps).toMatchObject([{ exitCode: 12 }]);
  });
});
