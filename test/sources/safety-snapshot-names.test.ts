import { describe, expect, it } from 'vitest';
import { safetySnapshotNames } from '../../src/sources/safety-snapshot-names.ts';

describe('the names of a safety net', () => {
  it.each(['web', 'a'.repeat(253), `${'a'.repeat(219)}.${'b'.repeat(33)}`])('are three, and names: %s', (app) => {
    const names = safetySnapshotNames(app, '0123456789abcdef');
    expect(new Set(names).size).toBe(3);
    for (const name of names) {
      expect(name.length).toBeLessThanOrEqual(253);
      expect(name).toMatch(/^[a-z0-9]([-.a-z0-9]*[a-z0-9])?$/);
      expect(name).not.toMatch(/\.-|-\./);
      expect(name).toContain('-before-01234567');
    }
  });
});
