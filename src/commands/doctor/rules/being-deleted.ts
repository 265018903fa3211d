import { statusRule } from '../judgement/status-rule.ts';

export const beingDeleted = statusRule({
  name: 'being-deleted',
  harm: 'no-backup',
  reasons: ['being-deleted'],
  summary: 'the object is not being deleted',
  why: 'when it is gone, nothing backs up or restores the app',
  explanation:
    'A ReplicationSource or ReplicationDestination with a deletionTimestamp is gone as soon as its finalizers are. Until then it looks like any other.',
});
