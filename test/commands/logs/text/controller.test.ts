import { describe, expect, it } from 'vitest';
import { controllerLineDocument, renderControllerLine } from '../../../../src/commands/logs/text/controller.ts';
import type { Style } from '../../../../src/text/style.ts';

const text = (value: string) => value;
const style: Style = {
  good: text,
  bad: (value) => `!${value}`,
  warning: text,
  strong: text,
  chosen: text,
  quiet: text,
};
const app = { namespace: 'home', name: 'web' };
const now = new Date('2026-11-23T15:00:00');
const time = new Date('2026-11-23T14:59:58').toISOString();
const fields = {
  replicationsource: { namespace: 'home', name: 'web' },
  job: { namespace: 'home', name: 'volsync-src-web' },
  other: { namespace: 'media', name: 'x' },
  error: 'it is\nnot\u001b[2J there',
  failed: 8,
  controller: 'replicationsource',
  reconcileID: 'fe317fca',
  'owned-by': '3f508791',
};
const entry = { time, level: 'error', logger: 'controllers.ReplicationSource', message: 'deleting job', fields };

describe('renderControllerLine', () => {
  it('is one line without what names the app', () => {
    expect(renderControllerLine({ type: 'entry', pod: 'p', entry }, app, now, style)).toBe(
      '14:59:58  !error  deleting job  job=volsync-src-web other=media/x error="it is\\nnot\\u001b[2J there" failed=8\n',
    );
  });

  it('shows a time that it cannot read as it is', () => {
    const odd = { ...entry, time: 'soon', level: 'info', fields: {} };
    expect(renderControllerLine({ type: 'entry', pod: 'p', entry: odd }, app, now, style)).toBe(
      'soon  info   deleting job\n',
    );
  });
});

describe('controllerLineDocument', () => {
  it('keeps everything', () => {
    expect(controllerLineDocument({ type: 'entry', pod: 'p', entry }, app)).toEqual({
      schema: 'volsyncctl/controller-log-line/v1',
      namespace: 'home',
      app: 'web',
      pod: 'p',
      ...entry,
    });
  });
});
