import type { ExternalSecret } from './external-secret.ts';
import { lasting, type Diagnosis } from './diagnosis.ts';
import type { Replication } from './sync-state.ts';

/** Which of the objects that the spec names exist; undefined if they were not read, or may not be. */
export interface NamedObjects {
  readonly hasSecret?: boolean | undefined;
  /** The ExternalSecret that should write the Secret, if the Secret is missing. */
  readonly secretWriter?: ExternalSecret | undefined;
  /** For a source: whether the PVC that it backs up exists. */
  readonly hasClaim?: boolean | undefined;
}

/** The PVC that a source backs up; undefined for a destination, or if none is named. */
export function sourcePVC({ spec }: Replication): string | undefined {
  const name = spec !== undefined && 'sourcePVC' in spec ? spec.sourcePVC : undefined;
  return name === '' ? undefined : name;
}

/** A sync cannot start: the Secret that describes the repository is missing. */
export function missingSecret({ spec }: Replication): Diagnosis {
  const name = spec?.restic?.repository ?? '';
  return lasting('secret-missing', `there is no Secret ${name}, which spec.restic.repository names`);
}

/** A sync cannot start: the PVC is missing. */
export function missingClaim(sourcePVC: string): Diagnosis {
  return lasting('source-missing', `there is no PVC ${sourcePVC}, which spec.sourcePVC names`);
}
