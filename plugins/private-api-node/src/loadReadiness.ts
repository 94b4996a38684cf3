/**
 * Loads the checks of environments. Their clients of eight AWS services take some hundred milliseconds to load, so a backend
 * loads them for its first check, and not at start.
 * @public
 */
export function loadReadiness(): typeof import('@private-serverless/readiness') {
  // `import()` is not available in Jest, and Node caches the module.
  // eslint-disable-next-line @typescript-eslint/no-require-imports, global-require -- see above
  return require('@private-serverless/readiness');
}
