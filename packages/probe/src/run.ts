import { CheckedUrl } from './guard/url';
import {
  describeHttp,
  fingerprint,
  readBody,
  sendRequest,
} from './http/exchange';
import {
  mayRequireClientCertificate,
  requiresClientCertificate,
} from './http/clientCertificateResponse';
import { checkBody, checkStatus } from './http/expectation';
import { isHealthDocument } from './http/healthDocument';
import { Measurements, ProbeContext, timed } from './ProbeContext';
import { ProbeFailure } from './ProbeFailure';
import { reach } from './reach';
import { clientCertificateFailure } from './tls/tlsFailure';

/**
 * Runs the phases: guard → dns → guard → tcp (or proxy) → tls → http → body.
 * @throws ProbeFailure at the first phase that fails
 */
export async function runProbe(
  context: ProbeContext,
  measured: Measurements,
): Promise<void> {
  const { target, guard, deadline } = context;
  const url = guard.checkUrl(target.url);

  measured.addresses = await findAddresses(context, url, measured);

  const socket = await reach(context, url, measured);
  const expire = (what: string, phase: 'http' | 'body') => () =>
    new ProbeFailure(phase, 'http.timeout', `${what} within ${deadline.ms} ms`);

  const response = await timed(measured, 'firstByte', () =>
    deadline.wait(
      sendRequest(socket, url, context.trust),
      expire('No response', 'http'),
    ),
  );
  // A response that is not read emits an error when the socket is destroyed.
  response.on('error', () => {});
  measured.http = describeHttp(response);
  let read: Promise<Buffer> | undefined;
  const bodyOnce = () => {
    read ??= timed(measured, 'transfer', () =>
      deadline.wait(
        readBody(response),
        expire('The body did not finish', 'body'),
      ),
    );
    return read;
  };
  if (url.tls && mayRequireClientCertificate(measured.http)) {
    if (requiresClientCertificate(await bodyOnce())) {
      throw clientCertificateFailure('http', context.trust);
    }
  }
  checkStatus(target, measured.http, measured.tls);

  const body = await bodyOnce();
  measured.http.body = fingerprint(body);
  if (isHealthDocument(body)) measured.http.healthDocument = true;
  checkBody(target, body);
}

/** The addresses of the target, after the guard has checked them. */
async function findAddresses(
  { access, deadline, guard, resolver }: ProbeContext,
  { host, isAddress }: CheckedUrl,
  measured: Measurements,
): Promise<string[]> {
  const fixed = access.fixedAddress?.(host);
  if (fixed) return [fixed.address];
  if (isAddress) {
    measured.addresses = [host];
  } else {
    measured.addresses = await timed(measured, 'dns', () =>
      deadline.wait(
        resolver.resolve(host),
        () =>
          new ProbeFailure(
            'dns',
            'dns.timeout',
            `No response from the resolver within ${deadline.ms} ms`,
          ),
      ),
    );
  }
  guard.checkAddresses(host, measured.addresses);
  return measured.addresses;
}
