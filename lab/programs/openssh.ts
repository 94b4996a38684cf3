import path from 'node:path';
import { type Lab, write } from '../support/Lab';
import { addresses, run } from '../support/network';
import { type Instance, type Program, start } from '../support/program';

/** https://www.openssh.com, the server. */
export const openssh: Program = {
  name: 'ssh -L',
  package: 'openssh-server',
  command: '/usr/sbin/sshd',
  version: ['/usr/bin/ssh', '-V'],
};

/** The client, which opens the local ports. */
const client: Program = {
  ...openssh,
  package: 'openssh-client',
  command: '/usr/bin/ssh',
};

/** Local ports by target. */
export const forwards = { healthy: 8441, refused: 8442, silent: 8443 };

/** Starts a bastion, and a client whose ports at 127.0.0.1 lead through it. */
export async function startForwards(lab: Lab): Promise<Instance> {
  const { address, folder } = lab.place('openssh');
  const port = 22;
  const [hostKey, userKey] = ['host', 'user'].map(name => {
    const file = path.join(folder, name);
    run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', file]);
    return file;
  });
  const config = write(
    folder,
    'sshd_config',
    `ListenAddress ${address}:${port}
HostKey ${hostKey}
AuthorizedKeysFile ${userKey}.pub
StrictModes no
UsePAM no
PermitRootLogin yes
PidFile none
`,
  );
  const server = await start(openssh, {
    folder,
    address,
    port,
    args: ['-D', '-e', '-f', config],
  });
  const local = await start(client, {
    folder,
    address: '127.0.0.1',
    port: forwards.healthy,
    args: [
      ...['-F', 'none', '-N', '-i', userKey, '-p', String(port)],
      ...['-o', 'BatchMode=yes', '-o', 'StrictHostKeyChecking=no'],
      ...['-o', 'UserKnownHostsFile=/dev/null'],
      ...(['healthy', 'refused', 'silent'] as const).flatMap(name => [
        '-L',
        `127.0.0.1:${forwards[name]}:${addresses[name]}:443`,
      ]),
      `root@${address}`,
    ],
  }).catch(async error => {
    await server.stop();
    throw error;
  });
  return {
    address: '127.0.0.1',
    port: forwards.healthy,
    async stop() {
      await local.stop();
      await server.stop();
    },
  };
}
