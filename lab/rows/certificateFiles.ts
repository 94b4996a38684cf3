import type {
  Authority,
  LeafOptions,
} from '../../packages/probe/src/__testUtils__/certificates';
import { type Lab, write } from '../support/Lab';

/** Paths of PEM files. */
export type CertificateFiles = {
  /** The certificate and the rest of the chain. */
  cert: string;
  key: string;
  /** `cert` and `key` in one file. */
  both: string;
  /** The authority. */
  ca: string;
};

/**
 * Writes a certificate for `host`.
 * @param options - `chain` is PEM text that the server sends after the certificate; `authority` issues it, by default the lab's
 */
export async function certificateFiles(
  lab: Lab,
  folder: string,
  host: string,
  options: Partial<LeafOptions> & {
    chain?: string;
    authority?: Authority;
  } = {},
): Promise<CertificateFiles> {
  const { chain = '', authority = lab.authority, ...leaf } = options;
  const { cert, key } = await authority.issue({ names: [host], ...leaf });
  return {
    cert: write(folder, 'cert.pem', `${cert}\n${chain}`),
    key: write(folder, 'key.pem', key),
    both: write(folder, 'both.pem', `${cert}\n${chain}\n${key}\n`),
    ca: write(folder, 'ca.pem', lab.authority.pem),
  };
}
