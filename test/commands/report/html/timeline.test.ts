import { expect, it } from 'vitest';
import { sizesSvg, timelineSvg } from '../../../../src/commands/report/html/timeline.ts';
import type { ReportedSnapshot } from '../../../../src/commands/report/operation.ts';
import { reportedApp } from '../../../fakes/backup-report.ts';
import { wholeId } from '../../../fakes/repository-objects.ts';

/** Three hundred minutes, so that a minute is one unit. */
const since = new Date('2026-11-23T10:00:00Z');
const span = { since, time: new Date('2026-11-23T15:00:00Z') };

function snapshot(minute: number, change: Partial<ReportedSnapshot> = {}): ReportedSnapshot {
  const time = new Date(since.getTime() + minute * 60_000);
  const summary = { files: 1, bytes: 1024, bytesAdded: 1, bytesStored: 1 };
  return { id: wholeId(String(minute)), time, dataTime: time, isBackup: true, summary, ...change };
}

function drawn(snapshots: readonly ReportedSnapshot[]): readonly string[] {
  return [...timelineSvg(reportedApp({ snapshots }), span).matchAll(/<path class="([bo])" d="([^"]*)"/g)].map(
    ([, kind, path]) => `${kind ?? ''} ${path ?? ''}`,
  );
}

it.each<[string, readonly ReportedSnapshot[], readonly string[]]>([
  ['a backup', [snapshot(10)], ['b M10 0v18']],
  ['one that does not count', [snapshot(10, { isBackup: false })], ['o M10 6v6']],
  ['two in one place once', [snapshot(10), snapshot(10.2)], ['b M10 0v18']],
  ['places that follow each other as one block', [snapshot(12), snapshot(11), snapshot(10)], ['b M10 0h2v18h-2z']],
  ['two blocks', [snapshot(10), snapshot(20)], ['b M10 0v18M20 0v18']],
  ['what is older or newer at the edges', [snapshot(-50), snapshot(900)], ['b M0 0v18M300 0v18']],
  ['nothing', [], []],
])('draws %s', (_what, snapshots, paths) => {
  expect(drawn(snapshots)).toEqual(paths);
});

it('draws a gap as a box that can be seen, however short it is', () => {
  const at = (minute: number) => new Date(since.getTime() + minute * 60_000);
  const missedRuns = [
    { since: at(100), until: at(150), count: 3 },
    { since: at(200), until: at(200.1), count: 1 },
  ];
  const text = timelineSvg(reportedApp({ missedRuns }), span);
  expect(text).toContain('<rect x="100" y="3" width="50" height="12"/><rect x="200" y="3" width="2" height="12"/>');
  expect(text).toMatch(/aria-label="[^"]*, 2 gaps"/);
});

it('says what it does not know', () => {
  expect(timelineSvg(reportedApp({ snapshots: undefined }), span)).toContain('not seen');
  expect(timelineSvg(reportedApp({ missedRuns: undefined }), span)).toContain('not compared with a schedule');
});

it('draws sizes from nothing to the largest, where two are known', () => {
  const sized = (minute: number, bytes: number) =>
    snapshot(minute, { summary: { files: 1, bytes, bytesAdded: 1, bytesStored: 1 } });
  expect(sizesSvg(reportedApp({ snapshots: [sized(200, 2048), sized(100, 1024)] }), span)).toContain(
    'd="M100 9 200 1"',
  );
  expect(sizesSvg(reportedApp({ snapshots: [sized(200, 2048)] }), span)).toBe('');
});
