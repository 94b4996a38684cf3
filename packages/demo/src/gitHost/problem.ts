/** An error that a client of the git host gets as a response. */
export class Problem extends Error {
  /**
   * @param status - the HTTP status of the response
   * @param message - shown to the client
   */
  constructor(readonly status: number, message: string) {
    super(message);
  }
}
