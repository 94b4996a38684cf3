/**
 * Names of properties and variables whose values nobody should see in a log, a plan or a drift. Better one value too
 * many than one too few.
 */
export const secretName =
  /passw(or)?d|passphrase|secret|token|credential|authorization|(api|access|private)[-_]?key/i;
