import type { ExternalSecret } from './external-secret.ts';
import { lasting, type Diagnosis } from './diagnosis.ts';
import type { Replication } from './sync-state.ts';

/** Which of the objects that the spec names are there; undefined where nobody looked, or may. */
export interface NamedObjects {
  readonly hasSecret?: boolean | undefined;
  /** The ExternalSecret that is to write the Secret, where that is not there. */
  readonly secretWriter?: ExternalSecret | undefined;
  /** Of a source: the PVC that it backs up. */
  readonly hasClaim?: boolean | undefined;
}

/** The PVC that a source backs up; undefined for a destination, and where none is named. */
export function sourcePVC({ spec }: Replication): string | undefined {
  const name = spec !== undefined && 'sourcePVC' in spec ? spec.sourcePVC : undefined;
  return name === '' ? undefined : name;
}

/** A sync could not begin: the Secret that describes the repository is not there. */
export function missingSecret({ spec }: Replication): Diagnosis {
  const name = spec?.restic?.repository ?? '';
  return lasting('secret-missing', `there is no Secret ${name}, which spec.restic.repository names`);
}

/** A sync could not begin: the volume is not there. */
export function missingClaim(sourcePVC: string): Diagnosis {
  return lasting('source-missing', `there is no PVC ${sourcePVC}, which spec.sourcePVC names`);
}
