import { describe, expect, it } from 'vitest';
import { isErrorOf, recurringErrors } from '../../src/volsync/controller-errors.ts';

const now = new Date('2026-11-23T15:24:00Z');
const about = (fields: object) => JSON.stringify({ replicationsource: { name: 'web', namespace: 'home' }, ...fields });
const consoleLine = (clock: string, error = 'no quota', name = 'reconcile failed') =>
  `2026-11-23T${clock}Z\tERROR\tcontroller.ReplicationSource\t${name}\t${about({ error })}`;
const jsonLine = (clock: string) =>
  JSON.stringify({
    ...{ level: 'error', ts: Date.parse(`2026-11-23T${clock}Z`) / 1000, msg: 'Reconciler error', error: 'no quota' },
    ...{ namespace: 'home', name: 'web' },
  });
const recent = ['15:20:00', '15:21:00', '15:23:00'];

describe('recurringErrors', () => {
  it.each([
    ['the console form', recent.map((clock) => consoleLine(clock))],
    ['JSON', recent.map(jsonLine)],
    [
      'both controllers that log it',
      recent.flatMap((clock) => [consoleLine(clock), consoleLine(clock, 'no quota', 'x')]),
    ],
  ])('finds once what is repeated, in %s', (_what, lines) => {
    const found = recurringErrors(lines, now);
    expect(found).toMatchObject([{ text: 'no quota', count: 3, last: new Date('2026-11-23T15:23:00Z') }]);
    const [first] = found;
    if (first === undefined) throw new Error('nothing found');
    expect([isErrorOf(first, 'home', 'web'), isErrorOf(first, 'home', 'mail')]).toEqual([true, false]);
  });

  it.each([
    ['today', '1123', '2026-11-23T15:24:00Z', 1],
    ['yesterday, which was another year', '1231', '2027-01-01T15:24:00Z', 0],
    ['a minute ago, which was another year', '1231', '2027-01-01T00:00:00Z', 1],
  ])('reads what client-go says %s, about no object', (when, day, moment, count) => {
    const clocks = when.startsWith('a minute')
      ? ['23:55:00', '23:57:00', '23:59:00']
      : ['15:20:00', '15:21:00', '15:23:00'];
    const lines = clocks.map(
      (clock) => `E${day} ${clock}.077123       1 reflector.go:200] "Failed to watch" err="forbidden"`,
    );
    const found = recurringErrors(lines, new Date(moment));
    expect(found).toHaveLength(count);
    expect(found).toMatchObject(
      Array(count).fill({ text: '"Failed to watch" err="forbidden"', count: 3, entry: undefined }),
    );
  });

  it.each([
    ['has come twice', recent.slice(1).map((clock) => consoleLine(clock))],
    ['has healed', ['15:00:00', '15:01:00', '15:03:00'].map((clock) => consoleLine(clock))],
    ['is another each time', recent.map((clock) => consoleLine(clock, clock))],
    ['is a conflict', recent.map((clock) => consoleLine(clock, 'the object has been modified; please apply'))],
    ['is none', recent.map((clock) => consoleLine(clock).replace('ERROR', 'INFO'))],
    ['is not understood', ['panic', '', '\tgithub.com/backube/volsync', 'E1123']],
  ])('says nothing of what %s', (_what, lines) => {
    expect(recurringErrors(lines, now)).toEqual([]);
  });
});
