/** The first word of a request for completions; the same as cobra's, because kubectl speaks its protocol to plug-ins. */
export const completeCommand = '__complete';
