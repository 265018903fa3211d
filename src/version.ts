import manifest from '../package.json' with { type: 'json' };

/** The version of volsyncctl, from package.json. */
export const version = manifest.version;
