import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { repositoryRoot } from '../../packages/demo/src/settings';

/** Path of the pinned CDK command. The first call installs it from the npm registry. */
export function cdkCommand(): string {
  const folder = path.join(repositoryRoot, 'bench');
  const command = path.join(folder, 'node_modules/aws-cdk/bin/cdk');
  if (!existsSync(command)) {
    execFileSync('npm', ['ci', '--no-audit', '--no-fund'], {
      cwd: folder,
      stdio: 'inherit',
    });
  }
  return command;
}

/**
 * Writes the output of `cdk synth` for a stack with only this template.
 *
 * @returns its folder
 */
export function writeCloudAssembly(
  work: string,
  stackName: string,
  template: object,
): string {
  const folder = path.join(work, 'cdk.out');
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    path.join(folder, 'manifest.json'),
    JSON.stringify({
      version: '36.0.0',
      artifacts: {
        [stackName]: {
          type: 'aws:cloudformation:stack',
          environment: 'aws://111111111111/eu-central-1',
          properties: { templateFile: 'template.json', stackName },
        },
      },
    }),
  );
  writeFileSync(path.join(folder, 'template.json'), JSON.stringify(template));
  return folder;
}
