/**
 * The error of a run that goes on with an earlier one's attempt and could not come so far as to look at it: whatever
 * keeps it from looking, the deploy's outcome is not this error.
 *
 * @param attempt - that of this run
 * @param what - the stack, or the place in the workspace that names it
 * @returns the error with that explanation for an attempt that was taken up, else as it is
 */
export function mayGoOn(
  error: unknown,
  attempt: { isTakenUp: boolean } | undefined,
  what: string,
): unknown {
  if (!attempt?.isTakenUp || !(error instanceof Error)) return error;
  const explained = new Error(
    `${error.message}\nAn earlier run of this task may have begun the deploy of ${what}: it may go on in AWS. This run has changed nothing; a Retry takes it up.`,
    { cause: error },
  );
  explained.name = error.name;
  return explained;
}
