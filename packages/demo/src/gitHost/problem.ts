/** An error that the git host returns to the client. */
export class Problem extends Error {
  /**
   * @param status - the HTTP status of the response
   * @param message - shown to the client
   */
  constructor(readonly status: number, message: string) {
    super(message);
  }
}
