/**
 * Explains an error that stops a run before it could describe the stack of an attempt that an earlier run started. The
 * error is then not the result of the deploy.
 *
 * @param attempt - the attempt of this run
 * @param what - the stack, or the path in the workspace that names it
 * @returns the error with an explanation if this run resumes the attempt, otherwise the error itself
 */
export function explainIfResumed(
  error: unknown,
  attempt: { isResumed: boolean } | undefined,
  what: string,
): unknown {
  if (!attempt?.isResumed || !(error instanceof Error)) return error;
  const explained = new Error(
    `${error.message}\nAn earlier run of this task may have started the deploy of ${what}, which may continue in AWS. This run has changed nothing. Click Retry to resume it.`,
    { cause: error },
  );
  explained.name = error.name;
  return explained;
}
