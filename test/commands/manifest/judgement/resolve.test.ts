import { describe, expect, it } from 'vitest';
import { envFileValues, placeholders, resolveValues } from '../../../../src/commands/manifest/judgement/resolve.ts';
import { variables, type VariableName } from '../../../../src/commands/manifest/judgement/variables.ts';

function resolved(values: Partial<Record<VariableName, string>>) {
  const given = Object.entries(values).map(([name, value]) => [name, { value, origin: `--${name}` }]);
  return resolveValues(Object.fromEntries(given) as Parameters<typeof resolveValues>[0]);
}

describe('resolveValues', () => {
  it("has the runbook's defaults, the claim after the app, and a minute of the app's own", () => {
    expect(resolved({ APP: 'web' })).toEqual({
      APP: 'web',
      VOLSYNC_CLAIM: 'web',
      VOLSYNC_CAPACITY: '1Gi',
      VOLSYNC_ACCESSMODES: 'ReadWriteOnce',
      VOLSYNC_STORAGECLASS: 'ceph-block',
      VOLSYNC_SNAPSHOTCLASS: 'csi-ceph-blockpool',
      VOLSYNC_COPYMETHOD: 'Snapshot',
      VOLSYNC_CACHE_CAPACITY: '5Gi',
      VOLSYNC_CACHE_ACCESSMODES: 'ReadWriteOnce',
      VOLSYNC_CACHE_SNAPSHOTCLASS: 'openebs-hostpath',
      VOLSYNC_UID: '4000',
      VOLSYNC_GID: '4000',
      VOLSYNC_SCHEDULE: '29 * * * *',
    });
  });

  it.each<[VariableName, string, string]>([
    ['APP', 'Web', 'lower case letters'],
    ['APP', '', 'lower case letters'],
    ['APP', 'a'.repeat(53), 'at most 52'],
    ['VOLSYNC_CLAIM', 'a.b', 'lower case letters'],
    ['VOLSYNC_CLAIM', 'a'.repeat(64), 'at most 63'],
    ['VOLSYNC_CAPACITY', '5gb', 'such as 5Gi'],
    ['VOLSYNC_CAPACITY', '10', 'at least 1Mi'],
    ['VOLSYNC_CAPACITY', '-5Gi', 'such as 5Gi'],
    ['VOLSYNC_CACHE_ACCESSMODES', 'RWO', 'ReadWriteOnce, ReadWriteOncePod or ReadWriteMany'],
    ['VOLSYNC_CACHE_ACCESSMODES', 'ReadOnlyMany', 'ReadWriteOnce, ReadWriteOncePod or ReadWriteMany'],
    ['VOLSYNC_STORAGECLASS', 'Ceph_Block', 'lower case letters'],
    ['VOLSYNC_COPYMETHOD', 'snapshot', 'Snapshot, Clone or Direct'],
    ['VOLSYNC_UID', '-1', 'a number'],
    ['VOLSYNC_GID', '2147483648', 'a number'],
    ['VOLSYNC_SCHEDULE', '0 2 * * MON', 'VolSync takes no names there'],
    ['VOLSYNC_SCHEDULE', '30 0 2 * * *', 'five cron fields'],
    ['VOLSYNC_SCHEDULE', '@midnight', 'VolSync takes no names there'],
    ['VOLSYNC_SCHEDULE', '', 'five cron fields'],
  ])('refuses %s=%s', (name, value, expected) => {
    const attempt = () => resolved({ APP: 'web', [name]: value });
    expect(attempt).toThrow(`"${value}" of --${name}`);
    expect(attempt).toThrow(
      expect.objectContaining({ kind: 'usage', hint: expect.stringContaining(expected) as string }),
    );
  });

  it.each(['15 2 * * *', '@daily', '*/15 * * * *', 'CRON_TZ=Europe/Berlin 0 2 * * 1-5'])(
    'takes the schedule %s',
    (value) => {
      expect(resolved({ APP: 'web', VOLSYNC_SCHEDULE: value }).VOLSYNC_SCHEDULE).toBe(value);
    },
  );
});

describe('envFileValues', () => {
  it('reads assignments, and leaves those of other programs', () => {
    const text = '# of web\nAPP=web\nexport VOLSYNC_UID="1000" # owner\n- VOLSYNC_CLAIM=web-data\nTZ=UTC\n\n';
    expect(envFileValues(text, 'web.env')).toEqual({
      APP: { value: 'web', origin: 'APP in web.env, line 2' },
      VOLSYNC_UID: { value: '1000', origin: 'VOLSYNC_UID in web.env, line 3' },
      VOLSYNC_CLAIM: { value: 'web-data', origin: 'VOLSYNC_CLAIM in web.env, line 4' },
    });
  });

  it.each([
    ['VOLSYNC_CAPACITI=5Gi', 'unknown variable VOLSYNC_CAPACITI in web.env, line 1', 'did you mean VOLSYNC_CAPACITY?'],
    ['APP=web\nAPP web', 'line 2 of web.env is not an assignment', 'expected NAME=value, such as VOLSYNC_CAPACITY=5Gi'],
  ])('refuses %j', (text, message, hint) => {
    expect(() => envFileValues(text, 'web.env')).toThrow(expect.objectContaining({ kind: 'usage', message, hint }));
  });
});

it('writes placeholders with the defaults, or with what was given instead', () => {
  const values = placeholders({ VOLSYNC_CAPACITY: { value: '10Gi', origin: '--capacity' } });
  expect(values.APP).toBe('${APP}');
  expect(values.VOLSYNC_CLAIM).toBe('${VOLSYNC_CLAIM:-${APP}}');
  expect(values.VOLSYNC_CAPACITY).toBe('${VOLSYNC_CAPACITY:-10Gi}');
  expect(values.VOLSYNC_SCHEDULE).toBe('${VOLSYNC_SCHEDULE:-0 * * * *}');
  expect(Object.keys(values)).toEqual(variables.map(({ name }) => name));
  expect(() => placeholders({ VOLSYNC_UID: { value: 'x', origin: '--uid' } })).toThrow('"x" of --uid');
});
