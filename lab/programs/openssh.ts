import path from 'node:path';
import { documentedArguments } from '../support/documentation';
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

/** The ports of the clients of the documentation by the name in its marks. */
export const documentedForward = { 'ssh-d': 1080, 'ssh-l': 9443 };

/** Starts a bastion, and a client whose ports at 127.0.0.1 lead through it. */
export function startForwards(lab: Lab): Promise<Instance> {
  return startClient(
    lab,
    [
      '-N',
      ...(['healthy', 'refused', 'silent'] as const).flatMap(name => [
        '-L',
        `127.0.0.1:${forwards[name]}:${addresses[name]}:443`,
      ]),
    ],
    forwards.healthy,
  );
}

/** Starts a bastion, and the client that the documentation has for it. */
export function startDocumentedForward(
  lab: Lab,
  name: keyof typeof documentedForward,
): Promise<Instance> {
  const endpoint =
    'vpce-0123456789abcdef0-abcdefgh.execute-api.eu-central-1.vpce.amazonaws.com';
  const args = documentedArguments(name, {
    bastion: addresses.healthy,
    more: { [endpoint]: addresses.healthy },
  });
  // The last argument is the name of the bastion.
  return startClient(lab, args.slice(0, -1), documentedForward[name]);
}

/**
 * Starts a bastion and a client of it.
 * @param args - of the client, without the bastion
 * @param localPort - a port at which it listens
 */
async function startClient(
  lab: Lab,
  args: string[],
  localPort: number,
): Promise<Instance> {
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
    port: localPort,
    args: [
      ...args,
      ...['-F', 'none', '-i', userKey, '-p', String(port)],
      ...['-o', 'BatchMode=yes', '-o', 'StrictHostKeyChecking=no'],
      ...['-o', 'UserKnownHostsFile=/dev/null'],
      `root@${address}`,
    ],
  }).catch(async error => {
    await server.stop();
    throw error;
  });
  return {
    address: '127.0.0.1',
    port: localPort,
    async stop() {
      await local.stop();
      await server.stop();
    },
  };
}
