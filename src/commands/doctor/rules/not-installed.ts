import type { Facts } from '../facts.ts';
import { fine, problem, type Rule } from '../finding.ts';
import { clusterObject } from '../judgement/judge-listed.ts';

const summary = "the API server serves VolSync's CRDs as v1alpha1";

export const notInstalled: Rule<Facts> = {
  name: 'not-installed',
  harm: 'no-backup',
  summary,
  explanation:
    'The API server must serve ReplicationSource and ReplicationDestination as volsync.backube/v1alpha1. Without them nothing is backed up, and no app can be judged.',
  judge: ({ notInstalled: said }) =>
    said === undefined
      ? [fine(clusterObject, summary)]
      : [
          problem(clusterObject, {
            seen: said,
            why: 'nothing is backed up in this cluster',
            fix: 'kubectl get crd replicationsources.volsync.backube replicationdestinations.volsync.backube',
          }),
        ],
};
