import type { Facts } from '../facts.ts';
import { fine, problem, type Rule } from '../finding.ts';
import { clusterObject } from '../judgement/looked.ts';

const summary = "VolSync's CRDs are served as v1alpha1";

export const notInstalled: Rule<Facts> = {
  name: 'not-installed',
  harm: 'no-backup',
  summary,
  explanation:
    'ReplicationSource and ReplicationDestination have to be served as volsync.backube/v1alpha1. Without them nothing is backed up, and nothing can be said about any app.',
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
