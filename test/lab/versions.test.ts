import { describe, expect, it } from 'vitest';
import { requiredVersion, versionMismatches, versions } from './versions.ts';

describe('versions', () => {
  it('are the ones that the go.mod files require', () => {
    expect(versionMismatches()).toEqual([]);
  });

  it('are told apart from a go.mod that disagrees, by name', () => {
    const other = (): string => 'require (\n\tk8s.io/kubernetes v1.35.0 // indirect\n)\n';
    expect(versionMismatches(other)).toContain(
      `test/lab/tools/cluster/go.mod requires k8s.io/kubernetes v1.35.0, versions.ts says ${versions.kubernetes}`,
    );
    expect(versionMismatches(other)).toHaveLength(Object.keys(versions).length);
  });

  it.each([
    ['require a.b/c v1.2.3', 'v1.2.3'],
    ['require (\n\ta.b/c v1.2.3 // indirect\n)', 'v1.2.3'],
    ['tool a.b/c', undefined],
    ['require a.b/c/d v1.2.3', undefined],
    ['replace a.b/c => a.b/d v1.2.3', undefined],
  ])('reads %j', (goMod, version) => {
    expect(requiredVersion(goMod, 'a.b/c')).toBe(version);
  });
});
