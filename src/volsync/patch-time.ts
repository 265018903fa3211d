import type { KubeObject } from '../kubernetes/objects.ts';
import { dateOf } from './sync-state.ts';

/**
 * When volsyncctl last changed an object, on the server's clock and to the second; undefined if the server does not
 * report it. Each change updates it, so in the response to a patch it is the time of that patch.
 */
export function patchTime({ metadata }: KubeObject): Date | undefined {
  const own = (metadata.managedFields ?? []).filter(
    ({ manager, subresource }) => manager === 'volsyncctl' && subresource === undefined,
  );
  return own
    .flatMap(({ time }) => dateOf(time) ?? [])
    .sort((a, b) => a.getTime() - b.getTime())
    .at(-1);
}
