import { drillAnnotation, type LastDrill, type ProvenDrill } from '../../src/volsync/drill-record.ts';
import type { ReplicationSource } from '../../src/volsync/types.ts';
import { appSource } from './doctor-facts.ts';

/** A drill two days before the fakes' clock. */
export const provenDrill: ProvenDrill = {
  at: '2026-11-21T15:00:00Z',
  snapshot: 'a'.repeat(64),
  snapshotTime: '2026-11-21T14:00:05Z',
  dataTime: '2026-11-21T14:00:00Z',
  seconds: 12,
};

/** The app `home/web` with the record of a drill that ended like this an hour ago. */
export function drilledSource({
  verdict,
  proven,
}: Pick<LastDrill, 'verdict'> & { readonly proven: ProvenDrill | undefined }): ReplicationSource {
  const source = appSource();
  const { metadata, spec } = source;
  const record = {
    ...{ uid: metadata.uid, claim: spec?.sourcePVC, repository: spec?.restic?.repository },
    last: { at: '2026-11-23T14:24:00Z', verdict, seconds: 12, ...(verdict !== 'protected' && { reason: 'damaged' }) },
    ...(proven && { proven }),
  };
  return { ...source, metadata: { ...metadata, annotations: { [drillAnnotation]: JSON.stringify(record) } } };
}
