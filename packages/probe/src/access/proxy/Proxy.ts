import { FormatProberOption, ProberOptionError } from '../../ProberOptionError';
import { shownUrl } from '../../shownUrl';
import { ProxyOptions } from '../../types';

/** A proxy whose options are valid. */
export type Proxy = {
  scheme: 'http' | 'https' | 'socks5';
  /** Host name or IP address, without brackets. */
  host: string;
  port: number;
  credentials?: { username: string; password: string };
};

const defaultPorts = { http: 80, https: 443, socks5: 1080 };

/**
 * Validates the options of a proxy. Errors never contain the password.
 * @throws ProberOptionError for the field that is not valid
 */
export function parseProxy(
  { url, username, password }: ProxyOptions,
  formatOption?: FormatProberOption,
): Proxy {
  return {
    ...parseUrl('proxy', url, ['http', 'https', 'socks5'], formatOption),
    ...parseCredentials(username, password, formatOption),
  };
}

/**
 * Validates the short form `connectProxy`.
 * @throws ProberOptionError if it is not `http://host:port`
 */
export function parseConnectProxy(
  url: string,
  formatOption?: FormatProberOption,
): Proxy {
  return parseUrl('connectProxy', url, ['http'], formatOption);
}

function parseUrl(
  option: 'proxy' | 'connectProxy',
  url: string,
  schemes: Array<Proxy['scheme']>,
  formatOption?: FormatProberOption,
): Proxy {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const scheme = schemes.find(name => `${name}:` === parsed?.protocol);
  // A scheme that the URL standard does not know keeps an empty path.
  const usable =
    parsed &&
    parsed.hostname !== '' &&
    !parsed.username &&
    !parsed.password &&
    ['', '/'].includes(parsed.pathname) &&
    !parsed.search;
  if (!scheme || !usable) {
    throw new ProberOptionError(
      option,
      ` is ${JSON.stringify(shownUrl(url))}, not a valid proxy. Use ${schemes
        .map(name => `${name}://host:port`)
        .join(' or ')}, without user, password or path`,
      formatOption,
    );
  }
  return {
    scheme,
    host: parsed.hostname.replace(/^\[|\]$/g, ''),
    port: Number(parsed.port || defaultPorts[scheme]),
  };
}

/** SOCKS5 allows 255 bytes each (RFC 1929), and a colon would end the user name of basic authentication (RFC 7617). */
function parseCredentials(
  username: string | undefined,
  password: string | undefined,
  formatOption?: FormatProberOption,
): Pick<Proxy, 'credentials'> {
  if (username === undefined && password === undefined) return {};
  const fits = (text: string) =>
    Buffer.byteLength(text) >= 1 && Buffer.byteLength(text) <= 255;
  if (!username || !fits(username) || username.includes(':')) {
    throw new ProberOptionError(
      'proxy',
      ': the username is missing or not valid. Use 1 to 255 bytes without a colon',
      formatOption,
    );
  }
  if (!password || !fits(password)) {
    throw new ProberOptionError(
      'proxy',
      ': the password is missing or longer than 255 bytes. Set it together with the username',
      formatOption,
    );
  }
  return { credentials: { username, password } };
}
