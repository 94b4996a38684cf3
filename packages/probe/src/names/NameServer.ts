import { getServers } from 'node:dns';
import { isIP } from 'node:net';
import { authority } from '../access/dial';
import {
  FormatProberOption,
  ProberOptionError,
  ProberOptionName,
} from '../ProberOptionError';
import { shownUrl } from '../shownUrl';

/** A DNS resolver. */
export type NameServer = {
  address: string;
  port: number;
  protocol: 'udp' | 'tcp';
};

/** `address:port`, and `/tcp` for TCP. */
export function nameServerText({ address, port, protocol }: NameServer) {
  return `${authority(address, port)}${protocol === 'tcp' ? '/tcp' : ''}`;
}

/**
 * Parses `address`, `address:port`, and either with `/tcp` or `/udp`.
 * @throws ProberOptionError for any other text
 */
export function parseNameServer(
  text: string,
  option: ProberOptionName,
  formatOption?: FormatProberOption,
): NameServer {
  const [, server, protocol = 'udp'] =
    /^(.*?)(?:\/(tcp|udp))?$/.exec(text) ?? [];
  const [, address, port = '53'] = isIP(server)
    ? ['', server]
    : /^\[?(.*?)\]?:(\d{1,5})$/.exec(server) ?? [];
  if (
    !address ||
    !isIP(address) ||
    !(Number(port) >= 1 && Number(port) <= 65535)
  ) {
    throw new ProberOptionError(
      option,
      ` is ${JSON.stringify(
        shownUrl(text),
      )}, not a valid resolver. Use an IP address and a port, such as 10.0.0.2:53, and /tcp after it for TCP`,
      formatOption,
    );
  }
  return {
    address,
    port: Number(port),
    protocol: protocol as NameServer['protocol'],
  };
}

/** The resolvers of the system. */
export function systemNameServers(): NameServer[] {
  return getServers().map(text => parseNameServer(text, 'resolver'));
}
