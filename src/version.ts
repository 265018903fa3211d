import manifest from '../package.json' with { type: 'json' };

/** The version of volsyncctl, as package.json says it. */
export const version = manifest.version;
