import { readRestoreJournal, type RestoreJournal } from '../../../src/volsync/restore-journal.ts';

/** A journal of home/web in which nothing has been done yet. */
export function someJournal(change: Partial<RestoreJournal> = {}): RestoreJournal {
  return readRestoreJournal(
    JSON.stringify({
      schema: 'volsyncctl/restore-journal/v1',
      run: '0123456789abcdef',
      holder: 'aaaaaaaaaaaaaaaa',
      namespace: 'home',
      app: 'web',
      claim: 'web',
      startedAt: '2026-11-24T20:00:00Z',
      snapshot: { id: 'be33baf0'.repeat(8), time: '2026-11-22T23:00:00Z' },
      deletesExtraFiles: true,
      wasEmpty: false,
      safety: { kind: 'snapshot', volumeSnapshot: 'volsyncctl-web-before-01234567', className: null },
      holds: [],
      workloads: [{ kind: 'Deployment', name: 'web', uid: 'u1', replicas: 1, wasReady: true, autoscalers: [] }],
      sources: [
        {
          name: 'web',
          uid: 'u2',
          triggerBefore: { schedule: '0 * * * *' },
          scheduleMeanwhile: '00 00 01 05 *',
        },
      ],
      direction: 'forward',
      steps: {},
      trouble: null,
      ...change,
    }),
  );
}
