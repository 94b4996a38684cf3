import { Socket } from 'node:net';
import { CheckedUrl } from '../guard/url';
import { ProbeFailure } from '../ProbeFailure';
import { Measurements, ProbeContext, timed } from '../ProbeContext';
import { finishTls, startTls } from './handshake';

/**
 * Performs the TLS handshake over a connection and verifies the certificate.
 * @param on - `open` opens another connection to the same address, for a second handshake
 * @throws ProbeFailure `tls.*`, `tcp.reset` or `tcp.closed`
 */
export async function secure(
  context: ProbeContext,
  on: { url: CheckedUrl; socket: Socket; open: () => Promise<Socket> },
  measured: Measurements,
): Promise<Socket> {
  const { url, socket } = on;
  const { access, deadline, sockets, trust } = context;
  const received = socket.bytesRead;
  const tls = startTls(
    socket,
    { name: url.host, isAddress: url.isAddress },
    trust,
  );
  sockets.add(tls);
  const handshake = timed(measured, 'tls', () =>
    deadline.wait(
      finishTls(tls, url.host, details => {
        measured.tls = details;
      }),
      () =>
        new ProbeFailure(
          'tls',
          'tls.timeout',
          `The TLS handshake did not finish within ${deadline.ms} ms`,
        ),
    ),
  );
  try {
    await handshake;
  } catch (error) {
    const isSilent = socket.bytesRead === received;
    throw access.via && isSilent && error instanceof ProbeFailure
      ? orTunnel(error)
      : error;
  }
  return tls;
}

/**
 * Some proxies and port forwards accept a connection before they connect to the target. If nothing came back, the tunnel
 * can be the cause.
 */
function orTunnel({ phase, code, message, details }: ProbeFailure) {
  return new ProbeFailure(
    phase,
    code,
    `${message}. Nothing came back through the tunnel: it can be the cause`,
    { meaning: 'control', ...details },
  );
}
