import { describe, expect, it } from 'vitest';
import { isAbout, readControllerLog } from '../../src/volsync/controller-log.ts';

const fields = { replicationsource: { name: 'web', namespace: 'home' }, job: 'x' };
const json = JSON.stringify(fields);

describe('readControllerLog', () => {
  it.each([
    [
      'the console form',
      `2026-11-23T15:26:22.123Z\tINFO\tcontrollers.ReplicationSource\tdeleting\t${json}`,
      { level: 'info', logger: 'controllers.ReplicationSource', message: 'deleting', fields },
    ],
    [
      'without a logger',
      `2026-11-23T15:26:22.123Z\tERROR\tno luck\t${json}`,
      { level: 'error', logger: '', message: 'no luck', fields },
    ],
    [
      'without fields',
      '2026-11-23T15:26:22.123Z\tDEBUG\tsetup\tstarting',
      { level: 'debug', logger: 'setup', message: 'starting', fields: {} },
    ],
    [
      'JSON',
      JSON.stringify({
        level: 'INFO',
        ts: '2026-11-23T15:26:22.123Z',
        logger: 'l',
        caller: 'x:1',
        msg: 'm',
        stacktrace: 's',
        ...fields,
      }),
      { level: 'info', logger: 'l', message: 'm', fields },
    ],
  ])('reads %s', (_form, line, entry) => {
    expect(readControllerLog(line)).toEqual({ time: '2026-11-23T15:26:22.123Z', ...entry });
  });

  it('keeps a time that is a number', () => {
    expect(readControllerLog('{"level":"info","ts":1732375582.1,"msg":"m"}')?.time).toBe('1732375582.1');
  });

  it.each([
    '',
    'github.com/backube/volsync/internal/controller.(*ReplicationSourceReconciler).Reconcile',
    '\t/workspace/internal/controller/replicationsource_controller.go:123',
    'I1123 15:26:22.123456       1 leaderelection.go:257] attempting to acquire leader lease',
    '{"broken',
    '{"no":"entry"}',
    '[]',
  ])('takes %j for no entry', (line) => {
    expect(readControllerLog(line)).toBeUndefined();
  });
});

describe('isAbout', () => {
  it.each([
    [{ replicationsource: { name: 'web', namespace: 'home' } }, true],
    [{ replicationsource: 'home/web' }, true],
    [{ namespace: 'home', name: 'web' }, true],
    [{ replicationsource: { name: 'web', namespace: 'media' } }, false],
    [{ replicationsource: { name: 'web-2', namespace: 'home' } }, false],
    [{ namespace: 'home', name: 'mail' }, false],
    [{ message: 'home/web is fine' }, false],
    [{ nothing: null, count: 3, list: ['home/web'] }, false],
  ])('%j: %j', (about, expected) => {
    expect(isAbout({ time: '', level: '', logger: '', message: '', fields: about }, 'home', 'web')).toBe(expected);
  });
});
