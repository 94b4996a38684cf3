/**
 * Loads the privacy rules. They and their data take some hundred milliseconds to load, so a backend loads them for its first
 * proof, and not at start.
 */
export function loadPrivacy(): typeof import('@private-serverless/privacy') {
  // `import()` is not available in Jest, and Node caches the module.
  // eslint-disable-next-line @typescript-eslint/no-require-imports, global-require -- see above
  return require('@private-serverless/privacy');
}
