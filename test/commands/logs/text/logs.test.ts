import { describe, expect, it } from 'vitest';
import type { LogLine, LogNote } from '../../../../src/mover/log-event.ts';
import {
  logLineDocument,
  renderLogEnd,
  renderLogLine,
  renderLogNote,
} from '../../../../src/commands/logs/text/logs.ts';
import { jsonText } from '../../../../src/text/structured.ts';
import type { Style } from '../../../../src/text/style.ts';

const text = (value: string) => value;
const style: Style = { good: text, bad: text, warning: text, strong: text, chosen: text, quiet: text };
const now = new Date('2026-11-23T15:00:00Z');
const line: LogLine = {
  type: 'line',
  pod: 'volsync-src-web-x',
  container: 'restic',
  time: '2026-11-23T14:59:00.1Z',
  line: 'hello',
  isOneOfSeveral: false,
};

describe('renderLogLine', () => {
  it.each([
    [line, false, 'hello\n'],
    [{ ...line, isOneOfSeveral: true }, false, '[restic] hello\n'],
    [{ ...line, isOneOfSeveral: true }, true, '[restic] 2026-11-23T14:59:00.1Z hello\n'],
    [{ ...line, time: undefined }, true, 'hello\n'],
    [{ ...line, line: '\u001b[31ma\tb\r\u0007' }, false, 'a\tb\n'],
  ])('%j', (logLine, hasTimestamps, rendered) => {
    expect(renderLogLine(logLine, { style, hasTimestamps })).toBe(rendered);
  });
});

describe('renderLogNote', () => {
  it.each<[LogNote, string]>([
    [
      {
        type: 'container-failed',
        pod: 'p',
        container: 'restic',
        exitCode: 3,
        reason: undefined,
        finishedAt: undefined,
        cause: 'no\nluck',
      },
      '! restic in p failed with exit code 3:\n  no luck\n',
    ],
    [
      {
        type: 'container-failed',
        pod: 'p',
        container: 'restic',
        exitCode: 137,
        reason: 'OOMKilled',
        finishedAt: '2026-11-23T14:59:48Z',
        cause: 'killed',
      },
      '! restic in p failed with exit code 137 (OOMKilled), 12s ago:\n  killed\n',
    ],
    [
      { type: 'pod-waiting', pod: 'p', reason: 'ErrImagePull', message: 'no\nsuch\u001b[2J image' },
      '! p waits: ErrImagePull: no such image\n',
    ],
    [{ type: 'pod-waiting', pod: 'p', reason: 'Unschedulable', message: undefined }, '► p waits: Unschedulable\n'],
    [
      { type: 'no-pod', subject: 'home/web', since: '2026-11-23T14:59:40Z', isPaused: false, error: undefined },
      '► home/web: a sync has been running for 20s without a mover pod yet\n',
    ],
    [
      { type: 'no-pod', subject: 'home/web', since: '2026-11-23T14:58:40Z', isPaused: false, error: undefined },
      '► home/web: a sync has been running for 80s without a mover pod; its events may show why: add --events\n',
    ],
    [
      { type: 'no-pod', subject: 'home/web', since: '2026-11-23T14:59:40Z', isPaused: true, error: undefined },
      '! home/web: a sync has been running for 20s without a mover pod: it is paused\n',
    ],
    [
      { type: 'no-pod', subject: 'home/web', since: undefined, isPaused: false, error: 'secrets "x"\nnot found' },
      '! home/web: a sync is due but has not started: secrets "x" not found\n',
    ],
    [
      {
        type: 'stored-tail',
        subject: 'home/web',
        lastSyncTime: '2026-11-23T14:48:00Z',
        result: 'Successful',
        isEmpty: false,
      },
      '► home/web has no mover now; the last sync completed 12m ago\n' +
        "  Only the end of the last mover's log (Successful), as VolSync stored it:\n" +
        '  at most 1024 bytes, and without a time\n',
    ],
    [
      { type: 'stored-tail', subject: 'home/web', lastSyncTime: undefined, result: undefined, isEmpty: true },
      '► home/web has no mover now, and VolSync stored no log; no sync has completed yet\n',
    ],
    [{ type: 'log-gone', pod: 'p', container: 'restic' }, '! the log of restic in p is gone: the pod was deleted\n'],
  ])('%j', (note, rendered) => {
    expect(renderLogNote(note, now, style)).toBe(rendered);
  });
});

describe('renderLogEnd', () => {
  const end = {
    kind: 'sync-ended',
    subject: 'home/web',
    completedAt: '2026-11-23T15:00:09Z',
    duration: '9.038338887s',
  } as const;

  it.each([
    [{ kind: 'shown' } as const, ''],
    [{ ...end, result: 'Successful' }, '✔ home/web: the sync completed after 9.0s\n'],
    [{ ...end, result: undefined, duration: '1m33.5s' }, '✔ home/web: the sync completed after 1m33.5s\n'],
    [{ ...end, result: 'Failed' }, '✗ home/web: the sync ended after 9.0s, and VolSync reports Failed\n'],
    [{ ...end, completedAt: undefined, result: undefined }, '! home/web: the sync was abandoned\n'],
  ])('%j', (ended, rendered) => {
    expect(renderLogEnd(ended, style)).toBe(rendered);
  });
});

describe('a line as JSON', () => {
  it('is one line that keeps every character and steers no terminal', () => {
    const hostile = { ...line, line: 'a\u001b[2J\u009b\u202eb\nc\u2028' };
    const json = jsonText(logLineDocument(hostile, { namespace: 'home', name: 'web' }), 0);
    expect(json).toMatch(/^[\x20-\x7e]+\n$/);
    expect(JSON.parse(json)).toEqual({
      schema: 'volsyncctl/log-line/v1',
      namespace: 'home',
      app: 'web',
      pod: 'volsync-src-web-x',
      container: 'restic',
      time: '2026-11-23T14:59:00.1Z',
      line: hostile.line,
    });
  });
});
