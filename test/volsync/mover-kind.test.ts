import { expect, it } from 'vitest';
import { moverKind } from '../../src/volsync/mover-kind.ts';

it.each([
  [{ restic: {} }, 'restic'],
  [{ rsyncTLS: {} }, 'rsyncTLS'],
  [{ kopia: {} }, 'kopia'],
  [{ external: {} }, 'external'],
  [{}, 'none'],
  [undefined, 'none'],
  [{ restic: {}, rclone: {} }, 'several'],
  [{ restic: {}, external: {} }, 'several'],
])('of %j is %s', (spec, kind) => {
  expect(moverKind({ metadata: { name: 'web' }, ...(spec && { spec }) })).toBe(kind);
});
