import type { Command } from 'commander';
import type { Io } from '../lib/io';
import { run } from '../run';
import type { DeployOptions } from '../run/deploy';
import { configHelp, repeated } from '../lib/configOption';
import { retainOption, skipOption } from '../lib/logicalIds';

/** `deploy PATH --stack-name N (--environment ID [--config FILE]… | --region R [--aws-endpoint-url U]) [--parameters FILE] [--artifact-bucket B] [--plan] [--revert-drift] [--retain ID…] [--skip ID…] [--force-rollback] [--json]` */
export function addDeploy(program: Command, io: Io) {
  program
    .command('deploy')
    .description(
      'Deploy a template with CloudFormation: package its assets, prove that it is private, and follow its events',
    )
    .argument('<path>', 'Template or generated repository')
    .option(
      '--stack-name <name>',
      'Name of the stack (default: the name in private-serverless.json)',
    )
    .option(
      '--environment <id>',
      'An ID of privateServerless.environments in the configuration: its account, region, bucket, roles, network and tags',
    )
    .option('--config <file>', configHelp, repeated)
    .option(
      '--region <region>',
      'AWS region (default: that of the environment, otherwise AWS_REGION)',
    )
    .option('--parameters <file>', 'JSON file with parameter values')
    .option('--aws-endpoint-url <url>', 'Endpoint of a local AWS')
    .option(
      '--artifact-bucket <bucket>',
      'S3 bucket for the code and for large templates (default: that of the environment)',
    )
    .option('--plan', 'Show the changes without deploying them')
    .option(
      '--revert-drift',
      'Compare with the actual state, and set back what was changed by hand',
    )
    .addOption(
      retainOption(
        'Retain these resources in AWS when the deploy repeats a failed deletion (DELETE_FAILED)',
      ),
    )
    .addOption(
      skipOption(
        'Skip these resources when the deploy continues a failed rollback (UPDATE_ROLLBACK_FAILED)',
      ),
    )
    .option(
      '--force-rollback',
      'Continue a failed rollback (UPDATE_ROLLBACK_FAILED) without any of the resources that cannot be rolled back',
    )
    .option('--json', 'Write the result as JSON')
    .action(async (target: string, options: DeployOptions) => {
      await run.deploy(target, options, io);
    });
}
