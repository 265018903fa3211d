import { expect, it } from 'vitest';
import type { InPlaceReport } from '../../src/operations/restore-in-place.ts';
import { inPlaceDocument, renderInPlace } from '../../src/render/restore-in-place.ts';
import { someComparison, someTally } from '../operations/restore/in-place/comparison.ts';
import { someJournal } from '../operations/restore/in-place/journal.ts';
import { plainStyle } from '../plain-style.ts';

const view = { style: plainStyle, programName: 'volsyncctl', columns: 80 };
const done: InPlaceReport = {
  end: 'restored',
  journal: someJournal(),
  preview: someComparison({ onlyInVolume: someTally(2), changed: someTally(1) }),
  restored: undefined,
  check: someComparison(),
  inexact: [],
  tookMs: 11_000,
};

it('says what is in the volume, how that is known, and what is kept', () => {
  const text = renderInPlace(done, view);
  expect(text).toMatch(/^✔ home\/web {2}pvc\/web is what snapshot be33baf0 of .* is\n/);
  expect(text).toContain('compared: 5 files (50 B), no difference in content');
  expect(text).toContain('- 2 files (20 B) deleted');
  expect(text).toContain('→ kubectl delete volumesnapshot volsyncctl-web-before-01234567 -n home');
});

it('tells owners and modes that could not be set', () => {
  const text = renderInPlace({ ...done, check: someComparison({ attributes: someTally(3) }) }, view);
  expect(text).toContain('! 3 files (30 B) with another owner, mode or time');
});

it.each<[string, Partial<InPlaceReport>]>([
  ['was not touched', { journal: someJournal({ steps: { keep: 'given-back' } }) }],
  ['is that of before, compared', { journal: someJournal({ steps: { restore: 'given-back' }, dataBack: 'exact' }) }],
  ['was left as it is', { journal: someJournal({ steps: { restore: 'given-back' }, dataBack: 'left' }) }],
  ['is not known', { journal: someJournal({ steps: { restore: 'given-back' } }) }],
])('a restore that was taken back says of the data: %s', (words, change) => {
  const text = renderInPlace({ ...done, end: 'taken-back', ...change }, view);
  expect(text.replace(/\s+/g, ' ')).toContain(words);
});

it('names the safety net that is kept where not all came back exactly', () => {
  const journal = someJournal({ steps: { restore: 'given-back' }, dataBack: 'inexact' });
  const text = renderInPlace({ ...done, journal, end: 'taken-back', inexact: ['"/x" has another owner'] }, view);
  expect(text).toContain('! "/x" has another owner');
  expect(text).toContain('volsyncctl-web-before-01234567');
});

it('is a document with a schema', () => {
  expect(inPlaceDocument(done)).toMatchObject({
    schema: 'volsyncctl/restore-in-place/v1',
    end: 'restored',
    tookSeconds: 11,
  });
});

it.each<[string, Partial<InPlaceReport>]>([
  ['restored', {}],
  ['taken back', { end: 'taken-back', journal: someJournal({ steps: { restore: 'given-back' }, dataBack: 'left' }) }],
])('%s fits a narrow terminal, but for the command that is to be copied', (_end, change) => {
  const lines = renderInPlace({ ...done, ...change }, { ...view, columns: 60 }).split('\n');
  const texts = lines.filter((line) => !line.includes('→'));
  expect(texts.join(' ')).toMatch(/data of before is kept in +VolumeSnapshot/);
  expect(Math.max(...texts.map((line) => line.length))).toBeLessThanOrEqual(60);
});
