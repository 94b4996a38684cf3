import { FormatProberOption } from '../ProberOptionError';
import { VantageOptions } from '../types';
import { Access } from './Access';
import { direct } from './direct';
import { httpProxy } from './httpProxy';
import { parseProxy } from './tunnel';

/**
 * How a vantage reaches addresses.
 * @throws ProberOptionError for the option that is not valid
 */
export function createAccess(
  { connectProxy }: VantageOptions,
  formatOption?: FormatProberOption,
): Access {
  return connectProxy === undefined
    ? direct
    : httpProxy(parseProxy(connectProxy, formatOption));
}
