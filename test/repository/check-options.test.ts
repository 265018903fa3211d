import { describe, expect, it } from 'vitest';
import type { HelperPodEvent } from '../../src/helper-pod/ports.ts';
import { repositoryCheckOptions } from '../../src/repository/check-options.ts';
import type { Depth } from '../../src/repository/depth.ts';
import { environmentOf } from '../fakes/repository-objects.ts';

const app = { namespace: 'home', name: 'web' };

/** The events for these lines of a check. */
function told(depth: Depth, ...lines: readonly string[]): readonly HelperPodEvent[] {
  const events: HelperPodEvent[] = [];
  const { onLine } = repositoryCheckOptions(depth, (event) => void events.push(event));
  for (const line of lines) onLine?.(environmentOf(), line);
  return events;
}

describe('how far a check is', () => {
  it('tells before any data is read how much that will be', () => {
    const stats = '{"total_size":1073741824,"snapshots_count":1}';
    expect(told({ kind: 'data', subset: '25%' }, stats)).toEqual([{ type: 'estimate', app, bytes: 268_435_456 }]);
    expect(told({ kind: 'data', subset: undefined }, stats)).toEqual([{ type: 'estimate', app, bytes: 1_073_741_824 }]);
    expect(told({ kind: 'metadata' }, stats)).toEqual([]);
  });

  it("tells restic's own words, and of a usual look nothing", () => {
    const line = '[0:05] 12.50%  1 / 8 packs';
    expect(told({ kind: 'metadata' }, line, 'check all packs')).toEqual([
      { type: 'progress', app, words: '12.50%  1 / 8 packs' },
    ]);
    expect(told({ kind: 'snapshots' }, line)).toEqual([]);
  });
});
