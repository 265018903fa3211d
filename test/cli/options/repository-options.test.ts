import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { addRepositoryOptions, repositoryOptions } from '../../../src/cli/options/repository-options.ts';

function parsed(...words: readonly string[]) {
  const command = new Command().exitOverride().configureOutput({ writeErr: () => undefined });
  addRepositoryOptions(command, { timeout: '2m' }).parse(words, { from: 'user' });
  return repositoryOptions(command.opts(), 120_000);
}

const repository = (source: object, mountPath: string) => ({
  volume: { name: 'repository', ...source },
  mount: { name: 'repository', mountPath },
});
const nfs = (server: string, path: string) => ({ nfs: { server, path } });

describe('repositoryOptions', () => {
  it.each<[readonly string[], object]>([
    [[], { timeouts: { startMs: 30_000, endMs: 120_000 }, moverImage: undefined, volsyncNamespace: undefined }],
    [['--timeout', '10m'], { timeouts: { startMs: 30_000, endMs: 600_000 } }],
    [['--timeout', '5s'], { timeouts: { startMs: 5000, endMs: 5000 } }],
    [['--mover-image', 'x', '--volsync-namespace', 'v'], { moverImage: 'x', volsyncNamespace: 'v' }],
  ])('%j', (words, expected) => {
    expect(parsed(...words)).toMatchObject(expected);
  });

  it('adds up labels, and refuses what Kubernetes would', () => {
    const { podLabels } = parsed(
      '--pod-label',
      'app=backup',
      '--pod-label',
      'net.example.com/nas=',
      '--pod-label',
      'a.b/C_d=1',
    );
    expect(podLabels).toEqual({ app: 'backup', 'net.example.com/nas': '', 'a.b/C_d': '1' });
    for (const wrong of ['app', '=x', 'a/b/c=x', 'app=-x', 'app=a b', `app=${'x'.repeat(64)}`]) {
      expect(() => parsed('--pod-label', wrong)).toThrow('Expected a label');
    }
  });

  it.each([
    ['nfs:nas:/vault@/repository', repository(nfs('nas', '/vault'), '/repository')],
    ['nfs:10.0.0.1:/@/mnt/a', repository(nfs('10.0.0.1', '/'), '/mnt/a')],
    ['nfs:[fd00::1]:/a:b@/r', repository(nfs('[fd00::1]', '/a:b'), '/r')],
    ['pvc:claim-1@/r', repository({ persistentVolumeClaim: { claimName: 'claim-1' } }, '/r')],
  ])('reads %s', (text, volume) => {
    expect(parsed('--repository-volume', text).repositoryVolume).toEqual(volume);
  });

  it.each([
    '',
    'nfs:',
    'nfs:nas/vault@/r',
    'nfs:nas:vault@/r',
    'nfs:nas:/vault',
    'nfs:nas:/vault@r',
    'nfs:nas:/vault@/',
    'nfs::/vault@/r',
    'nfs:fd00::1:/vault@/r',
    'pvc:@/r',
    'pvc:Claim@/r',
    'pvc:a/b@/r',
    'pvc:claim',
    'hostPath:/x@/r',
  ])('refuses %j', (text) => {
    expect(() => parsed('--repository-volume', text)).toThrow(/Expected nfs:SERVER:\/PATH@\/MOUNT or pvc:NAME@\/MOUNT/);
  });
});
