import type { EnvironmentConfig } from '@private-serverless/environment';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { run } from './run';

/**
 * Deploys the environment stack with a VPC of 10.32.0.0/20, as its documentation says.
 *
 * @param cwd - folder for the files of the command
 * @param environment - before the deploy
 * @returns the item that `environment show` prints
 * @throws Error with the output of the command that failed
 */
export async function deployEnvironment(
  cwd: string,
  environment: object & { id: string },
): Promise<EnvironmentConfig> {
  const write = (name: string, content: object) =>
    writeFileSync(path.join(cwd, name), JSON.stringify(content));
  write('before.json', {
    privateServerless: { environments: [environment] },
  });
  write('vpc.json', { VpcCidr: '10.32.0.0/20', SubnetHostBits: '8' });
  const command = async (name: string, ...options: string[]) => {
    const at = ['--environment', environment.id, '--config', 'before.json'];
    const { code, stdout, stderr } = await run(
      ['environment', name, ...at, ...options],
      { cwd },
    );
    if (code !== 0) throw new Error(`environment ${name}: ${stderr}`);
    return stdout;
  };
  await command('deploy', '--parameters', 'vpc.json');
  const shown = JSON.parse(await command('show', '--json'));
  return shown.privateServerless.environments[0];
}
