import type { ConnectionOptions } from 'node:tls';
import type { VantageOptions } from '../../packages/probe/src';
import { observeTls } from '../observe/tls';
import { startNginx, nginx } from '../programs/nginx';
import type {
  Authority,
  LeafOptions,
} from '../../packages/probe/src/__testUtils__/certificates';
import { domain } from '../support/dns';
import type { Lab } from '../support/Lab';
import { type Expected, type Row, type Scene, urlOf } from '../support/rows';
import { certificateFiles } from './certificateFiles';

/**
 * A row of the TLS server `NAME.lab.test`.
 * @param more - `tls` is for the observation, and agrees with what the vantage offers
 */
export function tlsRow(
  text: string,
  name: string,
  expected: Expected,
  more: {
    tls?: (lab: Lab) => ConnectionOptions | Promise<ConnectionOptions>;
    vantage?: (lab: Lab) => Promise<Partial<VantageOptions>>;
    expectedStatus?: number[];
  } = {},
): Row {
  return {
    case: text,
    url: urlOf(name),
    observe: async (instance, lab) =>
      observeTls(instance, `${name}.${domain}`, await more.tls?.(lab)),
    expected,
    ...(more.vantage && { vantage: (_, lab) => more.vantage!(lab) }),
  };
}

/** A scene with nginx at `NAME.lab.test`. */
export function nginxScene(
  name: string,
  rows: Row[],
  options: {
    /** Lines of its server. */
    lines?(ca: string): string[];
    certificate?(lab: Lab): Promise<Partial<LeafOptions> & { chain?: string }>;
    /** Issuer of its certificate. @defaultValue the authority of the lab */
    authority?(): Promise<Authority>;
  } = {},
): Scene {
  return {
    program: nginx,
    start: lab =>
      startNginx(lab, {
        name,
        async server(folder, host) {
          const { cert, key, ca } = await certificateFiles(lab, folder, host, {
            ...(await options.certificate?.(lab)),
            authority: await options.authority?.(),
          });
          return [
            `ssl_certificate ${cert};`,
            `ssl_certificate_key ${key};`,
            ...(options.lines?.(ca) ?? []),
          ];
        },
      }),
    rows,
  };
}
