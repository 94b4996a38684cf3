import { HttpDetails } from '@private-serverless/wire';

/**
 * Whether a response can be nginx's for a missing or rejected client certificate, so that its body is worth reading.
 * nginx finishes the handshake and answers with status 400: https://nginx.org/en/docs/http/ngx_http_ssl_module.html
 */
export function mayRequireClientCertificate({ status }: HttpDetails): boolean {
  return status === 400;
}

/** Whether the body is nginx's page for a missing or rejected client certificate. */
export function requiresClientCertificate(body: Buffer): boolean {
  return (
    body.includes('No required SSL certificate was sent') ||
    body.includes('The SSL certificate error')
  );
}
