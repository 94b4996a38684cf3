import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import {
  type ClientCertificate,
  type ConnectToOptions,
  type ProxyOptions,
  shownUrl,
  type VantageOptions,
} from '@private-serverless/probe';
import { UsageError } from '../usage';
import { type ProbeOptions, secretVariables } from './options';

/**
 * The vantage that the options describe: this machine, its proxy or its port forward.
 * @throws UsageError for an option, a file or an environment variable that is not valid
 */
export async function vantageOf(
  options: ProbeOptions,
  env: NodeJS.ProcessEnv,
): Promise<VantageOptions> {
  const { connectProxy, resolver, hostsFile, keyShare } = options;
  return {
    id: 'cli',
    resolvers: resolver,
    hostsFile,
    proxy: proxyOf(options.proxy, env),
    connectProxy,
    connectTo: connectToOf(options.connectTo),
    trustBundle: (await read('--trust-bundle', options.trustBundle))?.toString(
      'utf8',
    ),
    clientCertificate: await certificateOf(options.clientCertificate, env),
    keyShare,
  };
}

/** Credentials come from the environment, because other users of the machine can read a command line. */
function proxyOf(
  url: string | undefined,
  env: NodeJS.ProcessEnv,
): ProxyOptions | undefined {
  if (url === undefined) return undefined;
  const { proxyUser, proxyPassword } = secretVariables;
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed?.username || parsed?.password) {
    throw new UsageError(
      `--proxy '${shownUrl(
        url,
      )}' contains a user name or password. Set ${proxyUser} and ${proxyPassword} instead.`,
    );
  }
  const username = env[proxyUser] || undefined;
  const password = env[proxyPassword] || undefined;
  if (!username !== !password) {
    const [missing, given] = username
      ? [proxyPassword, proxyUser]
      : [proxyUser, proxyPassword];
    throw new UsageError(
      `${missing} is not set, but ${given} is. Set both, or none for a proxy without authentication.`,
    );
  }
  for (const [name, value = ''] of [
    [proxyUser, username],
    [proxyPassword, password],
  ] as const) {
    if (
      Buffer.byteLength(value) > 255 ||
      (name === proxyUser && value.includes(':'))
    ) {
      throw new UsageError(
        `${name} is not valid. Use at most 255 bytes, and no colon in the user name.`,
      );
    }
  }
  return { url, username, password };
}

function connectToOf(text: string | undefined): ConnectToOptions | undefined {
  if (text === undefined) return undefined;
  const [, inBrackets, plain, port] =
    /^(?:\[([^\]]+)\]|([^:[\]]+)):(\d{1,5})$/.exec(text) ?? [];
  const isValid =
    (isIP(inBrackets ?? '') === 6 || isIP(plain ?? '') === 4) &&
    Number(port) >= 1 &&
    Number(port) <= 65535;
  if (!isValid) {
    throw new UsageError(
      `--connect-to '${shownUrl(
        text,
      )}' is not an IP address and a port. Use ADDRESS:PORT, such as 127.0.0.1:8443 or [::1]:8443.`,
    );
  }
  return { address: inBrackets ?? plain, port: Number(port) };
}

async function certificateOf(
  file: string | undefined,
  env: NodeJS.ProcessEnv,
): Promise<ClientCertificate | undefined> {
  const content = await read('--client-certificate', file);
  if (!file || !content) return undefined;
  const passphrase = env[secretVariables.passphrase] || undefined;
  if (/\.(p12|pfx)$/i.test(file)) return { pfx: content, passphrase };
  const pem = content.toString('utf8');
  const missing = [
    ['certificate', /-----BEGIN CERTIFICATE-----/],
    ['private key', /-----BEGIN [A-Z ]*PRIVATE KEY-----/],
  ].find(([, begin]) => !(begin as RegExp).test(pem));
  if (missing) {
    throw new UsageError(
      `--client-certificate ${file} contains no ${missing[0]}. Use a PEM file with the certificate and its private key, or a PKCS#12 file (.p12, .pfx).`,
    );
  }
  return { cert: pem, key: pem, passphrase };
}

async function read(
  option: string,
  file: string | undefined,
): Promise<Buffer | undefined> {
  if (!file) return undefined;
  return readFile(file).catch(error => {
    throw new UsageError(`${option} ${file} cannot be read: ${error.message}`);
  });
}
