import type { PersistentVolumeClaim } from '../kubernetes/objects.ts';
import { fillingDestination, type BootstrapFacts } from './bootstrap-facts.ts';
import { missingLink, type MissingLink } from './bootstrap-link.ts';
import { dateOf } from './sync-state.ts';

/** State of an app's volume. Times are the API server's. */
export type VolumeState =
  | { readonly kind: 'hidden'; readonly why: string }
  /** No such PVC. Without a name, the source names none. */
  | { readonly kind: 'absent'; readonly name: string | undefined }
  /** `since`: undefined if the API server does not report it. */
  | {
      readonly kind: 'bound';
      readonly name: string;
      readonly createdAt: Date | undefined;
      readonly since: Date | undefined;
    }
  | {
      readonly kind: 'pending';
      readonly name: string;
      readonly createdAt: Date | undefined;
      readonly link: MissingLink;
    };

/** Judges the PVC of an app: bound, or what it waits for. */
export function volumeState(facts: BootstrapFacts): VolumeState {
  const { source, claim } = facts;
  if ('why' in claim) return { kind: 'hidden', why: claim.why };
  if (claim.value === undefined) return { kind: 'absent', name: source.spec?.sourcePVC };
  const { metadata, status } = claim.value;
  const createdAt = dateOf(metadata.creationTimestamp);
  const { name } = metadata;
  if (status?.phase === 'Bound') return { kind: 'bound', name, createdAt, since: boundAt(claim.value) };
  const link = missingLink(facts, claim.value, fillingDestination(claim.value));
  return { kind: 'pending', name, createdAt, link };
}

/** A PVC has no field for this; the API server records when its controller last changed the phase. */
export function boundAt({ metadata, status }: PersistentVolumeClaim): Date | undefined {
  if (status?.phase !== 'Bound') return undefined;
  const entry = metadata.managedFields?.find(({ subresource, fieldsV1 }) => {
    const fields = (fieldsV1?.['f:status'] ?? {}) as Readonly<Record<string, unknown>>;
    return subresource === 'status' && 'f:phase' in fields;
  });
  return dateOf(entry?.time);
}
