import { expect, it } from 'vitest';
import { claimState, type ClaimState } from '../../../../src/commands/restore/judgement/claim-identity.ts';

const openedAt = '2026-11-24T20:00:00Z';
const claim = (uid: string, creationTimestamp: string, deletionTimestamp?: string) => ({
  metadata: { name: 'web', uid, creationTimestamp, ...(deletionTimestamp !== undefined && { deletionTimestamp }) },
});
const older = '2026-11-24T19:59:59Z';
const going = '2026-11-24T20:05:00Z';

it.each<[string, Parameters<typeof claimState>[0], Parameters<typeof claimState>[1], ClaimState]>([
  ['its UID is that of the journal', claim('u1', older), { claimUid: 'u1', openedAt }, 'same'],
  ['it has another UID', claim('u2', older), { claimUid: 'u1', openedAt }, 'replaced'],
  ['it has another UID and is going', claim('u2', older, going), { claimUid: 'u1', openedAt }, 'replaced'],
  ['it is gone', undefined, { claimUid: 'u1', openedAt }, 'deleted'],
  ['it is going', claim('u1', older, going), { claimUid: 'u1', openedAt }, 'being-deleted'],
  ['an older journal, and it was there before that', claim('u2', older), { openedAt }, 'same'],
  ['an older journal, and it came in the same second', claim('u2', openedAt), { openedAt }, 'unproven'],
  ['an older journal, and it came later', claim('u2', going), { openedAt }, 'unproven'],
  ['an older journal of which no time is known', claim('u2', older), {}, 'unproven'],
])('where %s', (_, found, restored, state) => {
  expect(claimState(found, restored)).toBe(state);
});
