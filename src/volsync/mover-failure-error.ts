import { refusedCreation } from './mover-failure-event.ts';
import { lasting, passing, type Diagnosis } from './diagnosis.ts';

/**
 * The meaning for a sync of VolSync's own error text (condition `Error`); many of these texts are replaced a moment
 * later.
 */
export function failureOfError(text: string): Diagnosis {
  // VolSync reads through a cache, whose error names the kind (Secret "x") where the API server's names the resource.
  const secret = /secrets? "(?<name>[^"]+)" not found/i.exec(text)?.groups?.['name'];
  if (secret !== undefined) return passing('secret-missing', `there is no Secret ${secret}`, [text]);
  // The second form is used for a Secret with too few keys, whichever it has.
  const field = /^secret (?:is missing field|should have fields): \[?(?<names>[\w ]+)/.exec(text)?.groups?.['names'];
  if (field !== undefined) {
    return lasting('secret-missing', `the repository's Secret lacks ${field.trim().replaceAll(' ', ' or ')}`, [text]);
  }
  const claim = /persistentvolumeclaims? "(?<name>[^"]+)" not found/i.exec(text)?.groups?.['name'];
  if (claim !== undefined) return passing('source-missing', `there is no PVC ${claim}`, [text]);
  if (/exceeded quota|is forbidden:|admission webhook .* denied/.test(text)) {
    return { ...refusedCreation(text), details: [text] };
  }
  const isLasting =
    /^(?:unsupported copyMethod|a replication method must be specified|only one replication method)/.test(text);
  return (isLasting ? lasting : passing)('error', `VolSync says: ${text}`);
}
