import { secretName } from './app-options.ts';
import { appOf, type Fault, type FaultTarget } from './fault-target.ts';
import { getJson, patch } from './kubectl.ts';

/** The Secret has a different password than the repository; the correct one is kept in an annotation. */
export const wrongPassword: Fault = {
  description: "the app's Secret has a password that does not fit its repository",
  needs: 'app',
  on: async (target) => {
    const secret = await readSecret(target);
    if (secret === undefined) throw new Error('the app has no Secret');
    if (rightPassword(secret) !== undefined) return;
    await patchSecret(target, {
      metadata: { annotations: { [annotation]: secret.data['RESTIC_PASSWORD'] } },
      stringData: { RESTIC_PASSWORD: 'not-the-password' },
    });
  },
  off: async (target) => {
    const secret = await readSecret(target);
    const right = secret && rightPassword(secret);
    if (right === undefined) return;
    await patchSecret(target, { metadata: { annotations: { [annotation]: null } }, data: { RESTIC_PASSWORD: right } });
  },
};

const annotation = 'lab.volsyncctl.dev/right-password';

interface Secret {
  readonly metadata: { readonly annotations?: Readonly<Record<string, string>> };
  readonly data: Readonly<Record<string, string>>;
}

function readSecret(target: FaultTarget): Promise<Secret | undefined> {
  const { app, namespace } = appOf(target);
  return getJson<Secret>(['secret', secretName(app), '-n', namespace]);
}

function rightPassword({ metadata }: Secret): string | undefined {
  return metadata.annotations?.[annotation];
}

function patchSecret(target: FaultTarget, change: object): Promise<void> {
  const { app, namespace } = appOf(target);
  return patch(['secret', secretName(app), '-n', namespace], change);
}
