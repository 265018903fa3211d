import { describe, expect, it } from 'vitest';
import { verifyDocument, verifyNames } from '../../src/text/verdict-json.ts';
import { absent, hidden, reportOf, web } from '../fakes/verify-report.ts';

describe('verifyDocument', () => {
  it('says everything, with times as Kubernetes writes them and sizes in bytes', () => {
    expect(JSON.parse(JSON.stringify(verifyDocument(reportOf([web, hidden], [absent]))))).toEqual({
      schema: 'volsyncctl/verify/v1',
      depth: 'snapshots',
      outcome: 'unprotected',
      time: '2026-11-23T15:24:05Z',
      tookSeconds: 4.1,
      pods: [{ namespace: 'home', name: 'volsyncctl-verify-x' }],
      apps: [
        {
          namespace: 'home',
          name: 'web',
          verdict: 'protected',
          message: '',
          details: [],
          warnings: [],
          snapshotCount: 3,
          promised: 29,
          repository: '/repository/web',
          seenAt: '2026-11-23T15:24:05Z',
          newest: {
            id: web.newest?.id,
            time: '2026-11-23T15:00:05Z',
            host: 'volsync',
            paths: ['/data'],
            files: 8112,
            bytes: 1_288_490_189,
            bytesAdded: 1014,
            bytesStored: 862,
            dataTime: '2026-11-23T15:00:05Z',
          },
        },
        {
          namespace: 'media',
          name: 'radarr',
          verdict: 'unknown',
          reason: 'repository-unreachable',
          message: 'the repository did not answer in 30s: NFS nas:/vault',
          details: ['mount: no route'],
          warnings: [],
        },
      ],
      failures: [
        { schema: 'volsyncctl/error/v1', kind: 'not-found', exitCode: 3, message: absent.message, details: [] },
      ],
    });
  });
});

it('verifyNames are what kubectl takes', () => {
  expect(verifyNames(reportOf([web]))).toEqual(['replicationsource.volsync.backube/web']);
});
