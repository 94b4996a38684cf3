import { connect as connectTcp, type Socket } from 'node:net';
import {
  connect,
  type ConnectionOptions,
  type PeerCertificate,
} from 'node:tls';
import type { Instance } from '../support/program';
import { nothing, patienceMs } from './talk';

/**
 * Shakes hands with a TLS server, without verification, and sends one request.
 * @returns the steps up to the end, and how it ended: an alert by its name in OpenSSL, a reset, a close or a response
 */
export function observeTls(
  { address, port }: Pick<Instance, 'address' | 'port'>,
  host: string,
  options: ConnectionOptions & { path?: string } = {},
): Promise<string> {
  const { path = '/health', ...more } = options;
  return new Promise(resolve => {
    const steps: string[] = [];
    let received = '';
    const socket: Socket = connectTcp(port, address);
    const tls = connect({
      socket,
      servername: host,
      rejectUnauthorized: false,
      ALPNProtocols: ['http/1.1'],
      ...more,
    });
    const timer = setTimeout(() => end(nothing), patienceMs);
    function end(how: string) {
      clearTimeout(timer);
      tls.destroy();
      socket.destroy();
      resolve([...steps, how].join(', '));
    }
    tls.once('secureConnect', () => {
      const subject = (tls.getPeerCertificate() as PeerCertificate).subject?.CN;
      steps.push(`${tls.getProtocol()} with certificate ${subject}`);
      tls.write(
        `GET ${path} HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`,
      );
    });
    tls.on('data', data => {
      received += data.toString('latin1');
    });
    tls.once('error', error => {
      const code = (error as NodeJS.ErrnoException).code ?? error.message;
      steps.push(...describeResponse(received));
      end(code.replace(/^ERR_SSL_/, ''));
    });
    tls.once('end', () =>
      end(describeResponse(received)[0] ?? 'closed without a response'),
    );
    tls.once('close', () => end('closed'));
  });
}

function describeResponse(text: string): string[] {
  if (text === '') return [];
  const [head, body = ''] = text.split('\r\n\r\n');
  const title = /<(?:title|h1)>(.*?)<\//i.exec(body)?.[1];
  const sentence = /No required SSL certificate was sent/.exec(body)?.[0];
  return [
    [head.split('\r\n')[0], sentence ?? title].filter(Boolean).join(', '),
  ];
}
