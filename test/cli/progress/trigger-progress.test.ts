import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { triggerProgress } from '../../../src/cli/progress/trigger-progress.ts';
import type { AppTriggerEvent } from '../../../src/sync/trigger-event.ts';
import { FakeIo } from '../../fakes/fake-io.ts';
import { plainStyle } from '../../fakes/plain-style.ts';

const app = { namespace: 'home', name: 'web' };

/** The output without a terminal if each phase lasts. */
async function written(phases: readonly Extract<AppTriggerEvent, { type: 'phase' }>['phase'][]): Promise<string> {
  const io = new FakeIo();
  io.sleep = () => Promise.resolve();
  const progress = triggerProgress(io, plainStyle, false);
  for (const phase of phases) {
    progress.report({ type: 'phase', app, phase });
    await setImmediate();
  }
  progress.close();
  return io.err;
}

describe('progress of a trigger off a terminal', () => {
  it('says a phase once, whoever told of it', async () => {
    const done = { kind: 'restic', pod: 'p1', stage: { action: 'done', progress: undefined } } as const;
    expect(await written([done, { kind: 'completing' }])).toBe(
      '► home/web  the mover is done, VolSync completes the sync\n',
    );
  });

  it('says a phase again that came back', async () => {
    const backup = { kind: 'restic', pod: 'p1', stage: { action: 'backup', progress: undefined } } as const;
    const text = await written([backup, { kind: 'waiting-for-retry' }, backup]);
    expect(text.split('\n').filter(Boolean)).toHaveLength(3);
  });
});
