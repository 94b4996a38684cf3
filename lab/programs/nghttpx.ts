import type { Lab } from '../support/Lab';
import { addresses } from '../support/network';
import { type Instance, type Program, start } from '../support/program';

/** https://nghttp2.org/documentation/nghttpx.1.html */
export const nghttpx: Program = {
  name: 'nghttpx',
  package: 'nghttp2-proxy',
  command: '/usr/sbin/nghttpx',
  version: ['/usr/sbin/nghttpx', '--version'],
};

/** Terminates TLS in front of the lab's HTTP server. */
export async function startNghttpx(
  lab: Lab,
  options: {
    name: string;
    /** Files of key and certificate, and more arguments. */
    tls(
      folder: string,
      host: string,
    ): Promise<{ key: string; cert: string; args: string[] }>;
  },
): Promise<Instance> {
  const { address, folder, host } = lab.place(options.name);
  const port = 443;
  const { key, cert, args } = await options.tls(folder, host);
  return start(nghttpx, {
    folder,
    address,
    port,
    args: [
      '--conf=/dev/null',
      `--frontend=${address},${port}`,
      `--backend=${addresses.healthy},80`,
      '--workers=1',
      '--no-ocsp',
      ...args,
      key,
      cert,
    ],
  });
}
