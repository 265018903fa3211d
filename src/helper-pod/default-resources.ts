/** The resources of a helper pod unless its spec sets others. */
export const defaultResources = {
  requests: { cpu: '10m', memory: '64Mi' },
  limits: { cpu: '1', memory: '512Mi' },
} as const;
