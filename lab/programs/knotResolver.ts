import { type Lab, write } from '../support/Lab';
import { type Instance, type Program, start } from '../support/program';

/** https://www.knot-resolver.cz */
export const knotResolver: Program = {
  name: 'knot-resolver',
  package: 'knot-resolver',
  command: '/usr/sbin/kresd',
  version: ['/usr/sbin/kresd', '--version'],
};

/** Forwards to the DNS server of the lab. `lines` is Lua, before the forwarding. */
export function startKnotResolver(
  lab: Lab,
  lines: string[] = [],
): Promise<Instance> {
  const { address, folder } = lab.place('knot-resolver');
  const port = 53;
  const config = write(
    folder,
    'kresd.conf',
    `net.listen('${address}', ${port}, { kind = 'dns' })
cache.open(10 * MB, 'lmdb://${folder}/cache')
trust_anchors.remove('.')
${lines.join('\n')}
policy.add(policy.all(policy.FORWARD('10.1.2.53')))
`,
  );
  return start(knotResolver, {
    folder,
    address,
    port,
    args: ['--noninteractive', '--config', config, folder],
  });
}
