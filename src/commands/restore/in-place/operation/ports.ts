import type { Context } from '../../../../kubernetes/context.ts';
import type { HelperPodEvent } from '../../../../helper-pod/ports.ts';

/** What holding an app still needs of the world. */
export type InPlacePorts = Context<
  'find' | 'list' | 'watch' | 'patch',
  Extract<HelperPodEvent, { readonly type: 'step' | 'left' }>
>;
