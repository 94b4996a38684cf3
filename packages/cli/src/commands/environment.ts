import type { Command } from 'commander';
import type { Io } from '../lib/io';
import { configHelp, repeated } from '../lib/configOption';
import { run } from '../run';
import type { EnvironmentCheckOptions } from '../run/environmentCheck';
import type { EnvironmentDeployOptions } from '../run/environmentDeploy';
import type { EnvironmentShowOptions } from '../run/environmentShow';

/** `environment deploy|check|show --environment ID [--config FILE]… [--json]` */
export function addEnvironment(program: Command, io: Io) {
  const environment = program
    .command('environment')
    .description(
      'Prepare an account and region for services, check and show it',
    );
  withEnvironment(environment.command('deploy'))
    .description(
      'Deploy the stack that prepares the account: buckets, roles, the shared network and audit',
    )
    .option(
      '--parameters <file>',
      "JSON file with values of the template's parameters. They override what the configuration says",
    )
    .option('--plan', 'Show the changes without deploying them')
    .option(
      '--allow-replacement',
      'Also replace or delete the VPC, subnets, endpoints or the hosted zone that services use',
    )
    .option('--json', 'Write the result as JSON')
    .action(async (options: EnvironmentDeployOptions) => {
      await run.environmentDeploy(options, io);
    });
  withEnvironment(environment.command('check'))
    .description(
      'Check that the account, the network and the domain have what services need, without changing anything',
    )
    .option(
      '--network-facts <file>',
      'JSON file to write, with what AWS says about the existing network',
    )
    .option('--json', 'Write the result as JSON')
    .action(async (options: EnvironmentCheckOptions) => {
      await run.environmentCheck(options, io);
    });
  withEnvironment(environment.command('show'))
    .description(
      'Print the environment for privateServerless.environments, with what the stack created',
    )
    .option('--json', 'Write it as JSON')
    .action(async (options: EnvironmentShowOptions) => {
      await run.environmentShow(options, io);
    });
}

/** Adds the options that every command of an environment has. */
function withEnvironment(command: Command): Command {
  return command
    .option(
      '--environment <id>',
      'An ID of privateServerless.environments in the configuration',
    )
    .option('--config <file>', configHelp, repeated);
}
