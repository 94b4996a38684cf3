import { Socket } from 'node:net';
import { SecureContext, TLSSocket } from 'node:tls';
import { CheckedUrl } from '../guard/url';
import { Measurements, ProbeContext, timed } from '../ProbeContext';
import { ProbeFailure } from '../ProbeFailure';
import { finishTls, startTls } from './handshake';

/** A failed handshake without an answer to the ClientHello: nothing came back, or an alert that rejects it. */
class HelloRejected extends Error {
  constructor(readonly failure: ProbeFailure, readonly isSilent: boolean) {
    super(failure.message);
  }
}

/**
 * Performs the TLS handshake over a connection and verifies the certificate. If nothing but an alert comes back to a
 * ClientHello with a hybrid key share, tries once with a small one over another connection: firewalls and servers that
 * read only the first TCP segment, and paths with MTU problems, stop the large one.
 * @param on - `open` opens another connection to the same address
 * @throws ProbeFailure `tls.*`, `tcp.reset` or `tcp.closed`
 */
export async function secure(
  context: ProbeContext,
  on: { url: CheckedUrl; socket: Socket; open: () => Promise<Socket> },
  measured: Measurements,
): Promise<Socket> {
  const { deadline, trust, access } = context;
  const { smallHello } = trust;
  // The second try needs time. A server that has begun to answer keeps all of it.
  const silentMs = smallHello && deadline.leftMs / 2;
  try {
    return await handshake(
      context,
      { ...on, silentMs },
      trust.context,
      measured,
    );
  } catch (error) {
    if (!(error instanceof HelloRejected)) throw error;
    const failure =
      access.via && error.isSilent ? orTunnel(error.failure) : error.failure;
    if (!smallHello) throw failure;
    const small = await again(context, on, smallHello(), measured);
    if (!small) throw failure;
    measured.warnings = [
      new ProbeFailure(
        'tls',
        'tls.client_hello_size',
        `${
          error.isSilent ? 'Nothing' : 'Only an alert'
        } came back to a ClientHello with a post-quantum key share, which needs two TCP segments. A small one was answered`,
      ).toFailure(),
    ];
    return small;
  }
}

/** The second try. Undefined if it is not answered either. Another failure is an answer, and the result. */
async function again(
  context: ProbeContext,
  on: { url: CheckedUrl; open: () => Promise<Socket> },
  secureContext: SecureContext,
  measured: Measurements,
): Promise<TLSSocket | undefined> {
  try {
    const socket = await on.open();
    return await handshake(context, { ...on, socket }, secureContext, measured);
  } catch (error) {
    if (error instanceof HelloRejected) return undefined;
    if (error instanceof ProbeFailure && error.phase === 'tcp') {
      return undefined;
    }
    throw error;
  }
}

/** @param on - `silentMs` ends the handshake earlier if nothing has come back by then */
async function handshake(
  { access, deadline, sockets, trust }: ProbeContext,
  on: { url: CheckedUrl; socket: Socket; silentMs?: number },
  secureContext: SecureContext,
  measured: Measurements,
): Promise<TLSSocket> {
  const { url, socket, silentMs } = on;
  const receivedBefore = socket.bytesRead;
  const tls = startTls(
    socket,
    { name: url.host, isAddress: url.isAddress },
    secureContext,
    trust.certificates,
  );
  sockets.add(tls);
  const isSilentSoFar = () => socket.bytesRead === receivedBefore;
  const timeout = () =>
    new ProbeFailure(
      'tls',
      'tls.timeout',
      `The TLS handshake did not finish within ${deadline.ms} ms`,
    );
  let endSilence = () => {};
  const silence = new Promise<never>((_, reject) => {
    if (silentMs === undefined) return;
    const timer = setTimeout(() => {
      if (isSilentSoFar()) reject(timeout());
    }, silentMs);
    endSilence = () => clearTimeout(timer);
  });
  const finished = finishTls(tls, url.host, trust, details => {
    measured.tls = details;
  });
  // After a silence, nothing waits for it.
  finished.catch(() => {});
  try {
    await timed(measured, 'tls', () =>
      deadline.wait(Promise.race([finished, silence]), timeout),
    );
    return tls;
  } catch (error) {
    const isSilent = isSilentSoFar();
    if (!(error instanceof ProbeFailure)) throw error;
    if (isSilent || error.code === 'tls.protocol') {
      throw new HelloRejected(error, isSilent);
    }
    throw error.code === 'tls.hostname' && access.fixedAddress
      ? orForward(error)
      : error;
  } finally {
    endSilence();
  }
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

/** A fixed address is the same for every target, so it can lead to another service. */
function orForward({ phase, code, message, details }: ProbeFailure) {
  return new ProbeFailure(
    phase,
    code,
    `${message}. The port may lead to another service`,
    { ...details, meaning: 'unknown' },
  );
}
