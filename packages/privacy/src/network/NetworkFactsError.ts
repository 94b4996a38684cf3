/**
 * The error for network facts that cannot be used: not readable, of another network, or too old for a deploy. The message
 * names the field, the value and the fix.
 * @public
 */
export class NetworkFactsError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'NetworkFactsError';
  }
}
