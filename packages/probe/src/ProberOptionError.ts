/**
 * An option that a {@link ProberOptionError} names: an option of the prober, of its vantage or of its guard policy.
 * @public
 */
export type ProberOptionName =
  | 'allowedCidrs'
  | 'allowedPorts'
  | 'clientCertificate'
  | 'connectProxy'
  | 'connectTo'
  | 'deniedCidrs'
  | 'keyShare'
  | 'proxy'
  | 'resolver'
  | 'resolvers'
  | 'timeoutMs'
  | 'trustBundle'
  | 'vpc';

/**
 * Writes an option in the form that the caller's users know, e.g. `--connect-proxy`.
 * @public
 */
export type FormatProberOption = (option: ProberOptionName) => string;

/** The name of the option. */
export const formatOptionPlainly: FormatProberOption = option => option;

/**
 * An option that is not valid. The message starts with the option, in the form of the caller.
 * @public
 */
export class ProberOptionError extends TypeError {
  /** The option to correct. */
  readonly option: ProberOptionName;

  /** @param problem - text after the option, such as ` is 0, not a valid timeout` */
  constructor(
    option: ProberOptionName,
    problem: string,
    formatOption: FormatProberOption = formatOptionPlainly,
  ) {
    super(`${formatOption(option)}${problem}`);
    this.name = 'ProberOptionError';
    this.option = option;
  }
}
