import { expect, it } from 'vitest';
import { renderInPlace } from '../../src/render/restore-in-place.ts';
import { plainStyle } from '../plain-style.ts';
import type { RestoreJournal } from '../../src/volsync/restore-journal.ts';
import { someJournal } from '../operations/restore/in-place/journal.ts';

function takenBack(change: Partial<RestoreJournal>): string {
  const journal = someJournal({ direction: 'aborting', steps: { restore: 'given-back' }, ...change });
  const report = {
    ...({ end: 'taken-back', journal, preview: undefined, restored: undefined, check: undefined } as const),
    ...{ inexact: [], leavesData: false, tookMs: 1000 },
  };
  return renderInPlace(report, { style: plainStyle, programName: 'volsyncctl', columns: 200 });
}

it('says that the data of before is back only where that was proven', () => {
  expect(takenBack({ dataBack: 'exact' })).toMatch(/^✔.* is that of before/);
  expect(takenBack({ dataBack: 'left' })).toMatch(/^!.*was left as it is/);
  expect(takenBack({})).toMatch(/is not known/);
  expect(takenBack({ steps: {} })).toMatch(/was not touched/);
});

it('names the safety net that stays', () => {
  const remove = 'kubectl delete volumesnapshot volsyncctl-web-before-01234567 -n home';
  expect(takenBack({ dataBack: 'left' })).toContain(remove);
  expect(takenBack({ dataBack: 'inexact' })).toContain(remove);
  expect(takenBack({ dataBack: 'exact' })).not.toContain(remove);
});
