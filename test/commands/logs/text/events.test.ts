import { describe, expect, it } from 'vitest';
import { eventDocument, renderEvents, renderNoEvents } from '../../../../src/commands/logs/text/events.ts';
import type { Style } from '../../../../src/text/style.ts';

const text = (value: string) => value;
const style: Style = {
  good: text,
  bad: text,
  warning: (value) => `!${value}`,
  strong: text,
  chosen: text,
  quiet: text,
};
const now = new Date('2026-11-23T15:00:00');
const events = [
  {
    time: new Date('2026-11-23T14:00:00').toISOString(),
    type: 'Normal',
    reason: 'VolumeSnapshotCreated',
    object: 'ReplicationSource/web',
    note: 'created VolumeSnapshot\nhome/web\u001b[2J',
    count: 1,
  },
  {
    time: new Date('2026-11-23T14:00:05').toISOString(),
    type: 'Warning',
    reason: 'BackOff',
    object: 'Pod/volsync-src-web-x',
    note: '',
    count: 5,
  },
];

describe('renderEvents', () => {
  it('has a row for each, and what it says beneath', () => {
    expect(renderEvents(events, { now, style, hasHeaders: true })).toBe(
      [
        'TIME      TYPE     OBJECT',
        '14:00:00  Normal   ReplicationSource/web',
        '    VolumeSnapshotCreated: created VolumeSnapshot home/web',
        '14:00:05  !Warning  Pod/volsync-src-web-x ×5',
        '    BackOff',
        '',
      ].join('\n'),
    );
  });

  it('breaks what is said at blanks, within the terminal', () => {
    const [event] = events.map((one) => ({ ...one, note: 'created VolumeSnapshot home/web' }));
    const lines = renderEvents(event ? [event] : [], { now, style, hasHeaders: false, columns: 40 }).split('\n');
    expect(lines.slice(1, 3)).toEqual(['    VolumeSnapshotCreated: created', '    VolumeSnapshot home/web']);
  });

  it('has no headers the second time', () => {
    expect(renderEvents(events.slice(1), { now, style, hasHeaders: false })).toMatch(/^14:00:05 .*\n {4}BackOff\n$/);
  });
});

it('says that there are none', () => {
  expect(renderNoEvents({ namespace: 'home', name: 'web' })).toMatch(/^► home\/web has no events now/);
});

it('gives scripts everything', () => {
  expect(eventDocument(events[1] ?? ({} as never), { namespace: 'home', name: 'web' })).toEqual({
    schema: 'volsyncctl/event/v1',
    namespace: 'home',
    app: 'web',
    ...events[1],
  });
});
