import { StatusError } from '../requests/status-error.ts';

/** Whether the answer says that this object does not exist, as opposed to its whole kind. */
export function isMissingObject(error: unknown): boolean {
  return error instanceof StatusError && error.status === 404 && error.about.name !== undefined;
}

/** Whether the answer says that the API server does not serve the kind: no CRD, or another version of it. */
export function isMissingKind(error: unknown): boolean {
  return error instanceof StatusError && error.status === 404 && error.about.name === undefined;
}
