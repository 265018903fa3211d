import { describe, expect, it } from 'vitest';
import { labPaths } from './paths.ts';

describe('labPaths', () => {
  it('keeps the cache in the home and the state out of it', () => {
    const paths = labPaths({ HOME: '/home/ann' });
    expect(paths.cachedBinaries).toBe('/home/ann/.cache/volsyncctl-lab/bin');
    expect(paths.state).toBe('/var/lib/volsyncctl-lab');
    expect(paths.run).toBe('/run/volsyncctl-lab');
  });

  it('follows XDG_CACHE_HOME and VOLSYNCCTL_LAB_DIR', () => {
    const paths = labPaths({ HOME: '/home/ann', XDG_CACHE_HOME: '/big', VOLSYNCCTL_LAB_DIR: '/tmp/lab' });
    expect(paths.cache).toBe('/big/volsyncctl-lab');
    expect(paths.kubeconfig).toBe('/tmp/lab/kubeconfig');
    expect(paths.containerdSocket).toBe('/tmp/lab/run/containerd/containerd.sock');
  });

  it('gives each state folder a cgroup of its own, so that one lab never ends the processes of another', () => {
    const groups = [{}, { VOLSYNCCTL_LAB_DIR: '/a' }, { VOLSYNCCTL_LAB_DIR: '/b' }].map((env) => labPaths(env).cgroup);
    expect(new Set(groups).size).toBe(3);
  });

  it('refuses a folder in which a socket would have too long a path', () => {
    expect(() => labPaths({ VOLSYNCCTL_LAB_DIR: `/${'x'.repeat(80)}` })).toThrow('choose a shorter VOLSYNCCTL_LAB_DIR');
  });
});
