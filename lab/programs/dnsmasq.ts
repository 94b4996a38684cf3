import type { Lab } from '../support/Lab';
import { type Instance, type Program, start } from '../support/program';

/** https://thekelleys.org.uk/dnsmasq */
export const dnsmasq: Program = {
  name: 'dnsmasq',
  package: 'dnsmasq-base',
  command: '/usr/sbin/dnsmasq',
  version: ['/usr/sbin/dnsmasq', '--version'],
};

/** Forwards to the DNS server of the lab. */
export function startDnsmasq(
  lab: Lab,
  more: string[] = ['--server=10.1.2.53'],
): Promise<Instance> {
  const { address, folder } = lab.place('dnsmasq');
  const port = 53;
  return start(dnsmasq, {
    folder,
    address,
    port,
    args: [
      '--keep-in-foreground',
      '--conf-file=/dev/null',
      '--no-resolv',
      '--no-hosts',
      '--bind-interfaces',
      `--listen-address=${address}`,
      `--port=${port}`,
      '--user=root',
      '--group=root',
      `--pid-file=${folder}/dnsmasq.pid`,
      '--log-facility=-',
      ...more,
    ],
  });
}
