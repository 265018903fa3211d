import { expect, it } from 'vitest';
import type { AppTriggerEvent, SyncPhase } from '../../src/sync/trigger-event.ts';
import { triggerEventText } from '../../src/text/trigger-progress.ts';
import { passing } from '../../src/volsync/diagnosis.ts';

const now = new Date('2026-11-23T15:30:00Z');
const pod = 'volsync-src-web-x';
const escape = '\u001B[2J';

const phase = (what: SyncPhase): AppTriggerEvent => ({ type: 'phase', phase: what });

it.each<[AppTriggerEvent, string]>([
  [{ type: 'waiting-for-sync', since: new Date('2026-11-23T15:18:00Z') }, 'a sync has been running for 12m'],
  [{ type: 'tag-set', tag: 'volsyncctl-1' }, 'tag volsyncctl-1 set'],
  [{ type: 'no-reaction', forMs: 5000 }, 'VolSync has not begun the sync for 5s'],
  [{ type: 'trouble', failure: passing('unknown', `no ${escape}room`) }, 'no room; retrying'],
  [{ type: 'again', why: 'old-copy' }, 'older than the tag'],
  [{ type: 'again', why: 'lost-answer' }, 'the API server did not answer'],
  [{ type: 'again', why: 'sync-was-running' }, 'a sync was running when the tag was set'],
  [{ type: 'line', pod, container: 'restic', line: `scan ${escape}` }, 'restic│ scan'],
  [phase({ kind: 'begun', copy: undefined }), 'VolSync has begun the sync'],
  [
    phase({ kind: 'copying', copy: 'VolumeSnapshot volsync-web-src' }),
    'VolumeSnapshot volsync-web-src is being created',
  ],
  [phase({ kind: 'copied', copy: 'clone volsync-web-src' }), 'clone volsync-web-src is ready'],
  [phase({ kind: 'copied', copy: undefined }), 'the mover is being created'],
  [phase({ kind: 'pod-waiting', pod }), `mover ${pod} starts`],
  [phase({ kind: 'init', pod, container: 'jitter', sleepSeconds: 12 }), `mover ${pod}: jitter sleeps 12s`],
  [phase({ kind: 'init', pod, container: 'istio-init', sleepSeconds: undefined }), `istio-init runs first`],
  [phase({ kind: 'restic', pod, stage: undefined }), 'restic starts'],
  [phase({ kind: 'restic', pod, stage: { action: 'backup', progress: undefined } }), 'restic backs up'],
  [phase({ kind: 'restic', pod, stage: { action: 'backup', progress: '12.50%' } }), 'restic backs up: 12.50%'],
  [phase({ kind: 'completing' }), 'the mover is done'],
  [phase({ kind: 'waiting-for-retry' }), 'VolSync will retry'],
])('says of %j: %s', (event, words) => {
  const said = triggerEventText(event, now);
  expect(said).toContain(words);
  expect(said).not.toContain('\u001B');
});

it('has no line for what the caller shows in its own way', () => {
  expect(triggerEventText({ type: 'warning', message: 'parked' }, now)).toBeUndefined();
});
