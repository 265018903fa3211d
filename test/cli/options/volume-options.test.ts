import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { addVolumeOptions, volumeOptions } from '../../../src/cli/options/volume-options.ts';
import { pathsOfOneVolume } from '../../../src/cli/options/one-volume.ts';

const now = new Date('2026-11-23T15:24:00Z');

function read(...words: readonly string[]) {
  const command = addVolumeOptions(new Command('ls'), now, { text: '60s' }).exitOverride();
  command.configureOutput({ writeErr: () => undefined });
  command.parse([...words], { from: 'user' });
  return volumeOptions('ls', command.opts(), { readyMs: 60_000, workMs: 600_000 });
}

describe('the flags of commands that look inside', () => {
  it.each([
    [[], { kind: 'live' }],
    [['--live'], { kind: 'live' }],
    [['--snapshot'], { kind: 'snapshot' }],
    [['--backup'], { kind: 'backup', selector: { name: 'latest' } }],
    [['--backup=latest'], { kind: 'backup', selector: { name: 'latest' } }],
    [['--backup', '4be1c0de'], { kind: 'backup', selector: { name: '4be1c0de' } }],
    // Four digits are an id; days need a unit.
    [['--backup', '2026'], { kind: 'backup', selector: { name: '2026' } }],
    [['--backup', '36h'], { kind: 'backup', selector: { asOf: new Date('2026-11-22T03:24:00Z') } }],
    [['--backup', '2d'], { kind: 'backup', selector: { asOf: new Date('2026-11-21T15:24:00Z') } }],
    [['--backup', '3600d'], { kind: 'backup', selector: { asOf: new Date(now.getTime() - 3600 * 86_400_000) } }],
  ])('choose the place: %j', (words, place) => {
    expect(read(...words).origin).toEqual(place);
  });

  it.each([
    [['--live', '--backup'], /--live and --backup cannot be combined/],
    [['--snapshot', '--backup=latest'], /--snapshot and --backup cannot be combined/],
    [['--backup', 'web:/conf'], /put --backup last/],
    [['--uid', 'root'], /Expected a number/],
    [['--uid', '-1'], /Expected a number/],
    [['--gid', '2147483648'], /Expected a number/],
    [['--gid', '1.5'], /Expected a number/],
    [['--requests', 'cpu'], /Expected resources such as/],
    [['--limits', 'gpu=1'], /Expected resources such as/],
    [['--limits', 'cpu=1;memory=1Gi'], /Expected resources such as/],
  ])('are refused where they are wrong: %j', (words, message) => {
    expect(() => read(...words)).toThrow(message);
  });

  it('leave what was not said as it is', () => {
    expect(read()).toMatchObject({ image: 'busybox:1.36', uid: undefined, resources: undefined, isKept: false });
    expect(read('--requests', 'cpu=20m').resources).toEqual({
      requests: { cpu: '20m', memory: '64Mi' },
      limits: { cpu: '1', memory: '512Mi' },
    });
    expect(read('--limits', 'memory=32Mi,cpu=5m').resources).toEqual({
      requests: { cpu: '5m', memory: '32Mi' },
      limits: { cpu: '5m', memory: '32Mi' },
    });
    expect(read('--limits', 'memory=128Mi').resources).toMatchObject({
      requests: { cpu: '10m', memory: '64Mi' },
    });
    expect(read('--limits', 'memory=32Mi', '--requests', 'memory=16Mi').resources).toMatchObject({
      requests: { memory: '16Mi' },
    });
    expect(read('--uid', '0', '--keep')).toMatchObject({ uid: 0, isKept: true, lifetimeMs: 660_000 });
  });
});

describe('several paths', () => {
  it('are of one volume', () => {
    const { first, paths } = pathsOfOneVolume(['web:/a', 'home/web:b'], 'home');
    expect([first.name, paths]).toEqual(['web', ['/a', '/b']]);
  });

  it.each([[['web:a', 'mail:b']], [['web:a', 'pvc/web:b']], [['home/web:a', 'media/web:b']]])(
    'are refused where they are not: %j',
    (words) => {
      expect(() => pathsOfOneVolume(words, undefined)).toThrow('all paths have to be of one volume');
    },
  );
});
