import type { SilentCall } from '../kubernetes/noticed-silence.ts';
import { plainLine } from '../foreign-text.ts';

/** What is waited for while the API server says nothing, such as `no answer from the API server of lab yet: list pods in home`. */
export function silenceText({ verb, plural, namespace, name }: SilentCall, clusterName: string | undefined): string {
  const of = clusterName === undefined ? '' : ` of ${clusterName}`;
  const what = { review: 'check permissions', log: 'read the log of' }[verb as string] ?? verb;
  const object = [plural, name].filter((word) => word !== undefined).join(' ');
  const place = namespace === undefined ? '' : ` in namespace ${namespace}`;
  return plainLine(`no answer from the API server${of} yet: ${[what, object].filter(Boolean).join(' ')}${place}`);
}
