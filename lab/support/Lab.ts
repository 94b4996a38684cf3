import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import {
  type Authority,
  createAuthority,
} from '../../packages/probe/src/__testUtils__/certificates';
import { type Answers, domain, startDns } from './dns';
import { addresses, programAddress, replaceFile, replaceRun } from './network';
import { type Closable, startHttp, startHttps } from './servers';

/**
 * Files of the lab, in the memory of its mount namespace: they end with it. Every user can read them, because some programs give up
 * root before they read their files.
 */
const root = '/run/lab';

/** Port of a DNS server of the lab that does not know EDNS. */
export const plainDnsPort = 5353;

/** The hosts file of the lab. The proxy of the last name listens at the IPv4 address only. */
const hosts = `127.0.0.1 localhost
${addresses.healthy} listed.${domain}
${addresses.healthy6} twofold.${domain}
${addresses.twofold} twofold.${domain}
`;

/** The surroundings of the programs: names, a certificate authority, healthy servers and files. */
export class Lab {
  /** Answers by name, see {@link startDns}. */
  readonly zone = new Map<string, Answers>();
  private readonly running: Closable[] = [];
  private places = 0;

  private constructor(readonly authority: Authority) {}

  /** Starts the servers that every row needs. */
  static async start(): Promise<Lab> {
    const lab = new Lab(await createAuthority('Lab CA'));
    const { zone, running } = lab;
    replaceRun(['lab', 'sshd']);
    replaceFile('/etc/hosts', write(root, 'hosts', hosts));
    zone.set(`healthy.${domain}`, { a: [addresses.healthy] });
    zone.set(`both.${domain}`, {
      a: [addresses.healthy],
      aaaa: [addresses.healthy6],
    });
    zone.set(`two-families.${domain}`, {
      a: [addresses.healthy],
      aaaa: [addresses.noRoute6],
    });
    zone.set(`refused.${domain}`, { a: [addresses.refused] });
    zone.set(`silent.${domain}`, { a: [addresses.silent] });
    zone.set(`unreachable.${domain}`, { a: [addresses.unreachable] });
    zone.set(`nodata.${domain}`, {});
    zone.set(`servfail.${domain}`, { rcode: 'SERVFAIL' });
    zone.set(`forbidden.${domain}`, { rcode: 'REFUSED' });
    zone.set(`one-dead.${domain}`, {
      a: [addresses.refused, addresses.healthy],
    });
    zone.set(`all-dead.${domain}`, {
      a: [addresses.refused, addresses.otherRefused],
    });
    zone.set(`mute.${domain}`, { silent: 'all' });
    zone.set(`mute6.${domain}`, { a: [addresses.healthy], silent: 'AAAA' });
    const { cert, key } = await lab.authority.issue({
      names: [`*.${domain}`],
    });
    running.push(
      await startDns(zone, { port: 53, edns: true }),
      await startDns(zone, { port: plainDnsPort, edns: false }),
      await startHttps({ cert, key }, addresses.healthy, 443),
      await startHttps({ cert, key }, addresses.healthy, 8443),
      await startHttps({ cert, key }, addresses.healthy6, 443),
      await startHttp(addresses.healthy, 80),
    );
    return lab;
  }

  /** An address and a folder for one program. The name `NAME.lab.test` leads to the address. */
  place(name: string): { address: string; folder: string; host: string } {
    const address = programAddress(this.places);
    const folder = path.join(root, `${this.places}-${name}`);
    this.places += 1;
    mkdirSync(folder);
    chmodSync(folder, 0o777);
    const host = `${name}.${domain}`;
    this.zone.set(host, { a: [address] });
    return { address, folder, host };
  }

  /** Keeps a server until the end of the lab. */
  keep(server: Closable): void {
    this.running.push(server);
  }

  /** Stops the servers. */
  async close(): Promise<void> {
    await Promise.all(this.running.map(server => server.close()));
  }
}

/** Writes a file that every user can read. @returns its path */
export function write(folder: string, name: string, text: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, text, { mode: 0o644 });
  return file;
}
