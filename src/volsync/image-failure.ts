import { lasting, passing, type Diagnosis } from './diagnosis.ts';

/** Why an image cannot be pulled. A registry's refusal persists; an unreachable registry may recover. */
export function imageFailure(message: string, image = 'an image of the mover'): Diagnosis {
  const isRefused = /not found|manifest unknown|does not exist|denied|unauthorized|forbidden|no match for platform/i;
  const isUnreachable = /no such host|connection refused|timeout|unreachable|server misbehaving|reset by peer/i;
  const judge = isRefused.test(message) && !isUnreachable.test(message) ? lasting : passing;
  return judge('image-not-pullable', `${image} cannot be pulled`, message === '' ? [] : [message]);
}
