/** The first argument of a completion request; the same as cobra's, because kubectl uses its protocol for plug-ins. */
export const completeCommand = '__complete';
