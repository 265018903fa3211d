import { expect, it } from 'vitest';
import { OverloadNotice, overloadText } from '../../src/cli/overload-notice.ts';
import type { OverloadWait } from '../../src/kubernetes/cluster.ts';

function world() {
  const clock = { ms: 0 };
  const reported: OverloadWait[] = [];
  const notice = new OverloadNotice({ now: () => new Date(clock.ms) }, (wait) => reported.push(wait));
  return { clock, reported, notice };
}

it('reports a wait of more than two seconds in total, once in half a minute', () => {
  const { clock, reported, notice } = world();
  notice.note({ delayMs: 1000, waitedMs: 0 });
  notice.note({ delayMs: 1000, waitedMs: 1000 });
  expect(reported).toEqual([]);
  notice.note({ delayMs: 1000, waitedMs: 2000 });
  notice.note({ delayMs: 5000, waitedMs: 0 });
  expect(reported).toEqual([{ delayMs: 1000, waitedMs: 2000 }]);
  clock.ms = 30_000;
  notice.note({ delayMs: 5000, waitedMs: 0 });
  expect(reported).toHaveLength(2);
});

it('knows for how long the server is not silent, but waited for', () => {
  const { clock, notice } = world();
  expect([notice.isWaiting, (clock.ms = 1), notice.isWaiting]).toEqual([true, 1, false]);
  notice.note({ delayMs: 1000, waitedMs: 0 });
  expect(notice.isWaiting).toBe(true);
  clock.ms = 1002;
  expect(notice.isWaiting).toBe(false);
});

it('names the cluster and the time', () => {
  expect(overloadText({ delayMs: 4200, waitedMs: 0 }, 'lab')).toBe(
    'the API server of lab is overloaded (429): next attempt in 5s',
  );
  expect(overloadText({ delayMs: 4200, waitedMs: 0 }, undefined)).toContain('the API server is overloaded');
});
