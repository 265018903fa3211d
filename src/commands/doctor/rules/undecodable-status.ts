import { statusRule } from '../judgement/status-rule.ts';

export const undecodableStatus = statusRule({
  name: 'undecodable-status',
  harm: 'no-backup',
  reasons: ['undecodable-status'],
  summary: 'VolSync can decode its own status fields',
  why: 'one such object stops VolSync for the whole cluster',
  explanation:
    'VolSync reads all objects of a kind in one list. One status field that it cannot decode, usually a lastSyncDuration written by another program, breaks that list, and no app is backed up. Remove the field.',
});
