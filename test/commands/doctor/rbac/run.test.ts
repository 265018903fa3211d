import { describe, expect, it } from 'vitest';
import { FakeCluster } from '../../../fakes/fake-cluster.ts';
import { typed } from '../../../fakes/doctor-command.ts';

interface RightsDocument {
  readonly rights: readonly {
    readonly command: string;
    readonly state: string;
    readonly missingRights: readonly object[];
  }[];
}

async function reviewed(cluster: FakeCluster, flags = '-n home') {
  const { exitCode, out } = await typed(`--rbac -o json ${flags}`, cluster);
  const { rights } = JSON.parse(out) as RightsDocument;
  return { exitCode, states: Object.fromEntries(rights.map(({ command, state }) => [command, state])), rights };
}

describe('doctor --rbac', () => {
  it('says that an admin may run everything, and asks for each right once', async () => {
    const cluster = new FakeCluster();
    const { exitCode, out } = await typed('--rbac -n home', cluster);
    expect(out).toMatch(/^COMMAND +ALLOWED +MISSING\ntrigger +yes\n/);
    expect(out).toMatch(/✔ every command can run in namespace home\n$/);
    expect(exitCode).toBe(0);
    const asked = cluster.calls.map((call) => JSON.stringify(call));
    expect(asked).toHaveLength(new Set(asked).size);
    expect(cluster.calls.every(({ verb }) => verb === 'isAllowed')).toBe(true);
  });

  it('tells what cannot run from what works in part, and how to get both', async () => {
    const cluster = new FakeCluster().forbid({ verb: 'patch' }).forbid({ resource: 'externalsecrets' });
    const { exitCode, states } = await reviewed(cluster);
    expect(states).toMatchObject({ trigger: 'denied', verify: 'limited', logs: 'allowed' });
    expect(exitCode).toBe(9);
    const { out } = await typed('--rbac -n home', cluster);
    expect(out).toMatch(/\nverify +in part +list externalsecrets\n/);
    const lines = out.split('\n').filter((line) => !line.startsWith('  '));
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(out).toMatch(
      /✗ \d+ commands cannot run .*\n {2}→ volsyncctl rbac trigger .* -n home --volsync-namespace volsync-system\n$/,
    );
    expect((await typed('--rbac -n home -v', cluster)).out).toMatch(
      /\n {2}list externalsecrets in namespace home: optional: to name/,
    );
  });

  it('asks where each right is needed', async () => {
    const cluster = new FakeCluster();
    await typed('--rbac -n home --volsync-namespace backup', cluster);
    const places = (resource: string) =>
      new Set(cluster.calls.flatMap(({ access }) => (access?.resource === resource ? [access.namespace] : [])));
    expect(places('replicationsources')).toEqual(new Set(['home']));
    expect(places('deployments')).toContain('backup');
    expect(places('storageclasses')).toEqual(new Set([undefined]));
    const everywhere = new FakeCluster();
    await typed('--rbac -A', everywhere);
    expect(everywhere.calls.some(({ access }) => access?.namespace === 'home')).toBe(false);
  });

  it.each(['web', '-l app=web', '--fix'])('looks at no app: %s', async (words) => {
    const { exitCode, err } = await typed(`--rbac ${words}`);
    expect(exitCode).toBe(2);
    expect(err).toMatch(/--rbac and .* cannot be combined/);
  });
});
