import { InvalidArgumentError } from 'commander';

/** Reads `pvc/NAME`. */
export function parseNewClaim(text: string): string {
  const name = /^(?:pvc|persistentvolumeclaims?)\/(?<name>[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?)$/.exec(text)?.groups?.[
    'name'
  ];
  if (name === undefined) throw new InvalidArgumentError('Expected pvc/NAME, the name of the new PVC.');
  return name;
}
