/** What a helper pod asks for where nothing else is said. */
export const defaultResources = {
  requests: { cpu: '10m', memory: '64Mi' },
  limits: { cpu: '1', memory: '512Mi' },
} as const;
